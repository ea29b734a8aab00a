import { MosaicError, operations, type StoredContext } from '@mosaic/contract';
import { command, cutPage, decodeCursor, type Module, query, toInstant } from '@mosaic/mcp';
import type { Kysely } from 'kysely';
import { checkContext, type ValidContext } from './check-context.ts';
import { completeContext } from './complete-context.ts';
import { insertContext, readContext, replaceContext, toStored } from './context-store.ts';
import { type ContextTables, contextMigrations } from './context-tables.ts';
import { mergeContexts } from './merge-contexts.ts';
import { mergePatch } from './merge-patch.ts';
import { queryContext } from './query-context.ts';

/** Contexts: what one agent leaves for the next, checked before it is kept. */
export const contextsModule: Module = {
  name: 'contexts',
  migrations: contextMigrations,
  handlers: [
    command(operations.addContext, async (context, { name, template, context: given }) => {
      const completed = completeContext(given, template ?? null, {
        sessionId: context.clock.newId('session').slice('ses_'.length),
        at: toInstant(context.clock.now()),
        createdBy: context.principal.name,
      });
      return insertContext(context, name, await requireValid(completed));
    }),

    command(operations.updateContext, async (context, { contextId, changes, baseVersion }) => {
      const known = await readContext(context, contextId);
      if (baseVersion !== undefined && baseVersion !== known.version) {
        throw new MosaicError(
          'conflict',
          `${contextId} is at version ${known.version}, not ${baseVersion}. Read it again, then change that.`,
          { details: { version: known.version } },
        );
      }
      const changed = await requireValid(mergePatch(known.context, changes));
      return replaceContext(context, known, changed);
    }),

    command(operations.mergeContexts, async (context, { name, contextIds }) => {
      if (new Set(contextIds).size !== contextIds.length) {
        throw new MosaicError('conflict', 'contextIds names a context twice. Name each once.');
      }
      const known: StoredContext[] = [];
      for (const id of contextIds) known.push(await readContext(context, id));
      const joined = mergeContexts(known.map((each) => each.context));
      const merged = await insertContext(context, name, await requireValid(joined.context));
      return { merged, conflicts: [...joined.conflicts] };
    }),

    query(operations.listContexts, async (context, { limit, cursor }) => {
      const store: Kysely<ContextTables> = context.store;
      let select = store
        .selectFrom('agent_context')
        .selectAll()
        .where('tenant', '=', context.principal.tenant);
      const before = decodeCursor(cursor);
      if (before !== null) select = select.where('position', '<', before);
      const rows = await select
        .orderBy('position', 'desc')
        .limit(limit + 1)
        .execute();
      return cutPage(rows, limit, (row) => row.position, toStored);
    }),

    query(operations.showContext, (context, { contextId }) => readContext(context, contextId)),

    query(operations.queryContext, async (context, { contextId, field }) => {
      const { context: known } = await readContext(context, contextId);
      return { value: queryContext(known, field) };
    }),

    query(operations.validateContext, async (_context, { context: given }) => {
      const { problems, bytes, context } = await checkContext(given);
      return { isValid: context !== null, problems: [...problems], bytes, context };
    }),
  ],
};

async function requireValid(value: unknown): Promise<ValidContext> {
  const { context, problems, bytes } = await checkContext(value);
  if (context !== null) return { context, bytes };
  const fields = problems.map(({ path, message }) => ({ field: path, problem: message }));
  const told = fields.slice(0, 5).map(({ field, problem }) => `${field || 'it'} ${problem}`);
  throw new MosaicError('invalid_input', `The context cannot be kept: ${told.join('; ')}.`, {
    details: { fields },
  });
}
