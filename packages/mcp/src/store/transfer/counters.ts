import { quoted, type RawStore } from './raw-store.ts';

/**
 * How far counters jump when a backup is restored. What was given out after the backup is
 * unknown; this is far more than any hub gives out in its life.
 */
const jumpOf = { integer: 1_000_000, bigint: 2 ** 32 } as const;

interface Counter {
  readonly table: string;
  readonly column: string;
  readonly type: keyof typeof jumpOf;
}

/**
 * Columns that others hold numbers of and compare: fencing tokens, epochs, versions. A restored
 * hub must never give out again what the hub before it gave out after the backup.
 */
export const counters: readonly Counter[] = [
  { table: 'task', column: 'fencing_token', type: 'integer' },
  { table: 'agent_session', column: 'epoch', type: 'integer' },
  { table: 'duty', column: 'epoch', type: 'bigint' },
  { table: 'lock_head', column: 'last', type: 'bigint' },
  { table: 'state_head', column: 'revision', type: 'bigint' },
  { table: 'state_entry', column: 'version', type: 'bigint' },
  { table: 'state_namespace', column: 'version_floor', type: 'bigint' },
];

/** Columns of the same kind that stay: they tell what was given, and nothing is given from them. */
export const records: readonly string[] = [
  'run.fencing_token',
  'lock_share.fencing_token',
  'state_change.version',
  'state_change.revision',
  'state_entry.revision',
  'state_namespace.compacted_revision',
];

/** How far the numbers of events jump. */
export const eventJump: number = jumpOf.bigint;

/** Moves all counters on, in the transaction of the caller. */
export async function raiseCounters(store: RawStore): Promise<void> {
  const tables = await store.tables();
  for (const { table, column, type } of counters) {
    if (!tables.find(({ name }) => name === table)?.columns.includes(column)) continue;
    const name = quoted(column);
    await store.run(`update ${quoted(table)} set ${name} = ${name} + ${jumpOf[type]}`);
  }
  // Whoever watches state from a revision of the lost time must look anew.
  if (tables.some(({ name }) => name === 'state_namespace')) {
    await store.run(
      `update state_namespace set compacted_revision = coalesce(
         (select revision from state_head where state_head.tenant = state_namespace.tenant), 0)`,
    );
  }
}
