import { type Node, operations } from '@mosaic/contract';
import { type Kysely, sql } from 'kysely';
import type { Module } from '../../module.ts';
import { toInstant } from '../../pipeline/clock.ts';
import { query } from '../../pipeline/handler.ts';
import type { AnyTables } from '../../store/any-tables.ts';
import { mcpVersion } from '../../version.ts';

/** Which node of what kind of installation answers. */
export interface SystemPlace {
  readonly tier: 'local' | 'standalone';
  readonly node: Node;
  readonly dialect: 'sqlite' | 'postgres';
  readonly isStoreReachable: boolean;
}

export interface SystemFacts {
  version: string;
  startedAtMs: number;
  /** Address of the hub; null until it listens. */
  url: () => string | null;
  /** A hub alone unless given. */
  place?: () => SystemPlace;
}

/** Tables whose sizes a status shows, as far as the modules of this hub have them. */
const countedTables = [
  'project',
  'mission',
  'task',
  'run',
  'evidence',
  'agent',
  'handoff',
] as const;

/** What this hub is and holds. The one place that counts rows across modules. */
export function systemModule(facts: SystemFacts): Module {
  let existing: string[] | undefined;
  return {
    name: 'system',
    migrations: [],
    handlers: [
      query(operations.systemStatus, async ({ store }) => {
        const counts: Record<string, number> = {};
        existing ??= await existingTables(store);
        for (const table of existing) counts[table] = await countRows(store, table);
        const event = await store
          .selectFrom('event')
          .select(({ fn }) => fn.max('seq').as('seq'))
          .executeTakeFirst();
        const audit = await store
          .selectFrom('audit')
          .select('hash')
          .orderBy('seq', 'desc')
          .limit(1)
          .executeTakeFirst();
        return {
          version: facts.version,
          mcpVersion,
          ...placeOf(facts),
          startedAt: toInstant(facts.startedAtMs),
          url: facts.url(),
          counts,
          lastEventSeq: Number(event?.seq ?? 0),
          auditHead: audit?.hash ?? null,
        };
      }),
    ],
  };
}

function placeOf({ place }: SystemFacts) {
  const found = place?.();
  return {
    tier: found?.tier ?? ('local' as const),
    node: found === undefined ? null : { id: found.node.id, name: found.node.name },
    store: {
      dialect: found?.dialect ?? ('sqlite' as const),
      isReachable: found?.isStoreReachable ?? true,
    },
    bus: found?.node.bus ?? [],
  };
}

/** Asked once: the schema does not change while the hub is open. */
async function existingTables(store: Kysely<AnyTables>): Promise<string[]> {
  const tables = new Set((await store.introspection.getTables()).map(({ name }) => name));
  return countedTables.filter((table) => tables.has(table));
}

async function countRows(store: Kysely<Record<string, object>>, table: string): Promise<number> {
  const result = await sql<{
    count: number;
  }>`select count(*) as count from ${sql.table(table)}`.execute(store);
  return Number(result.rows[0]?.count ?? 0);
}
