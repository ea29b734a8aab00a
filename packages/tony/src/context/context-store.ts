import { limits, MosaicError, type StoredContext } from '@mosaic/contract';
import { type CommandContext, type QueryContext, toInstant } from '@mosaic/mcp';
import type { Kysely, Selectable } from 'kysely';
import type { ValidContext } from './check-context.ts';
import type { ContextRow, ContextTables } from './context-tables.ts';

/** Whose contexts, and where. */
type Scope = Pick<QueryContext, 'store' | 'principal'>;

/** @throws `not_found` also for a context of another tenant */
export async function readContext(scope: Scope, id: string): Promise<StoredContext> {
  const store: Kysely<ContextTables> = scope.store;
  const row = await store
    .selectFrom('agent_context')
    .selectAll()
    .where('id', '=', id)
    .where('tenant', '=', scope.principal.tenant)
    .executeTakeFirst();
  if (row) return toStored(row);
  throw new MosaicError('not_found', `There is no context ${id}. List them: mosaic context list`);
}

/** Keeps a new context; beyond the bound of a tenant the oldest go. */
export async function insertContext(
  scope: CommandContext,
  name: string,
  { context, bytes }: ValidContext,
): Promise<StoredContext> {
  const store: Kysely<ContextTables> = scope.store;
  const id = scope.clock.newId('context');
  const at = scope.clock.now();
  await store
    .insertInto('agent_context')
    .values({
      tenant: scope.principal.tenant,
      id,
      name,
      version: 1,
      context: JSON.stringify(context),
      bytes,
      created_at: at,
      updated_at: at,
    })
    .execute();
  await dropOldest(store, scope.principal.tenant);
  scope.target(id);
  return readContext(scope, id);
}

export async function replaceContext(
  scope: CommandContext,
  known: StoredContext,
  { context, bytes }: ValidContext,
): Promise<StoredContext> {
  const store: Kysely<ContextTables> = scope.store;
  await store
    .updateTable('agent_context')
    .set({
      version: known.version + 1,
      context: JSON.stringify(context),
      bytes,
      updated_at: scope.clock.now(),
    })
    .where('id', '=', known.id)
    .where('tenant', '=', scope.principal.tenant)
    .execute();
  return readContext(scope, known.id);
}

async function dropOldest(store: Kysely<ContextTables>, tenant: string): Promise<void> {
  const oldest = await store
    .selectFrom('agent_context')
    .select('position')
    .where('tenant', '=', tenant)
    .orderBy('position', 'desc')
    .offset(limits.contextsMax)
    .limit(1)
    .executeTakeFirst();
  if (!oldest) return;
  await store
    .deleteFrom('agent_context')
    .where('tenant', '=', tenant)
    .where('position', '<=', oldest.position)
    .execute();
}

export function toStored(row: Selectable<ContextRow>): StoredContext {
  return {
    id: row.id,
    name: row.name,
    version: Number(row.version),
    context: JSON.parse(row.context),
    bytes: Number(row.bytes),
    createdAt: toInstant(Number(row.created_at)),
    updatedAt: toInstant(Number(row.updated_at)),
  };
}
