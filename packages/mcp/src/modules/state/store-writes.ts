import { MosaicError, type StateReceipt } from '@mosaic/contract';
import { toInstant } from '../../pipeline/clock.ts';
import { rowsStatement, sizedStatement } from '../../store/sized-statement.ts';
import { statement } from '../../store/statement.ts';
import type { Writer } from '../../store/store.ts';
import type { StateBounds } from './limits.ts';
import { stateOf } from './load-keys.ts';
import { type KeyState, type KeyWrite, usageChange } from './rules.ts';

/** Where and by whom something is written. */
export interface WriteScope {
  readonly tenant: string;
  readonly namespace: string;
  readonly by: string;
  readonly at: number;
}

const takeRevisions = statement<{ revision: number }>(
  'state revisions',
  `insert into state_head (tenant, revision) values ($1, $2)
  on conflict (tenant) do update set revision = state_head.revision + excluded.revision
  returning revision`,
);

const addUsage = statement<{ keys: number; bytes: number; changes: number }>(
  'state usage',
  `insert into state_namespace (tenant, namespace, keys, bytes, changes, oldest_at,
    compacted_revision, version_floor)
  values ($1, $2, $3, $4, $5, $6, 0, 0)
  on conflict (tenant, namespace) do update set
    keys = state_namespace.keys + excluded.keys,
    bytes = state_namespace.bytes + excluded.bytes,
    changes = state_namespace.changes + excluded.changes,
    oldest_at = case when state_namespace.changes = 0
      then excluded.oldest_at else state_namespace.oldest_at end
  returning keys, bytes, changes`,
);

const countNamespaces = statement<{ namespaces: number }>(
  'state namespaces',
  'select count(*) as namespaces from state_namespace where tenant = $1',
);

const putEntries = rowsStatement<never>(
  'state put',
  0,
  10,
  (rows) => `
    insert into state_entry (tenant, namespace, key, value, bytes, version, revision, updated_at,
      updated_by, expires_at)
    values ${rows.map((row) => `(${row.join(', ')})`).join(', ')}
    on conflict (tenant, namespace, key) do update set
      value = excluded.value, bytes = excluded.bytes, version = excluded.version,
      revision = excluded.revision, updated_at = excluded.updated_at,
      updated_by = excluded.updated_by, expires_at = excluded.expires_at`,
);

const removeEntries = sizedStatement<never>(
  'state remove',
  2,
  (keys) => `delete from state_entry where tenant = $1 and namespace = $2
    and key in (${keys})`,
);

const addChanges = rowsStatement<never>(
  'state changes',
  0,
  11,
  (rows) => `
    insert into state_change (tenant, namespace, revision, key, version, change, value, bytes,
      changed_at, changed_by, expires_at)
    values ${rows.map((row) => `(${row.join(', ')})`).join(', ')}`,
);

interface NumberedWrite extends KeyWrite {
  readonly version: number;
  readonly revision: number;
}

/**
 * Stores writes to different keys: entries, history, usage and revisions, in five statements
 * however many there are.
 *
 * @throws `too_large` when the namespace would hold more than it may; the caller's transaction
 *   then leaves nothing behind
 */
export async function storeWrites(
  store: Writer,
  scope: WriteScope,
  states: ReadonlyMap<string, KeyState>,
  writes: readonly KeyWrite[],
  bounds: StateBounds,
): Promise<StateReceipt[]> {
  if (writes.length === 0) return [];
  const [last] = await Promise.all([
    takeRevisions.all(store, [scope.tenant, writes.length]),
    useSpace(store, scope, states, writes, bounds),
  ]);
  const first = (last[0]?.revision ?? 0) - writes.length + 1;
  const numbered = writes.map((write, index) => ({
    ...write,
    version: stateOf(states, write.key).lastVersion + 1,
    revision: first + index,
  }));
  await storeRows(store, scope, numbered);
  return numbered.map(({ key, version, revision, expiresAt }) => ({
    namespace: scope.namespace,
    key,
    version,
    revision,
    expiresAt: toInstant(expiresAt),
  }));
}

async function storeRows(
  store: Writer,
  { tenant, namespace, by, at }: WriteScope,
  writes: readonly NumberedWrite[],
): Promise<void> {
  const puts = writes.filter(({ text }) => text !== null);
  const removals = writes.filter(({ text }) => text === null);
  await Promise.all([
    putEntries.all(
      store,
      [],
      puts.map((put) => [
        tenant,
        namespace,
        put.key,
        put.text,
        put.bytes,
        put.version,
        put.revision,
        at,
        by,
        put.expiresAt,
      ]),
    ),
    removeEntries.all(
      store,
      [tenant, namespace],
      removals.map(({ key }) => key),
    ),
    addChanges.all(
      store,
      [],
      writes.map((write) => [
        tenant,
        namespace,
        write.revision,
        write.key,
        write.version,
        write.change,
        write.text,
        write.bytes,
        at,
        by,
        write.expiresAt,
      ]),
    ),
  ]);
}

async function useSpace(
  store: Writer,
  { tenant, namespace, at }: WriteScope,
  states: ReadonlyMap<string, KeyState>,
  writes: readonly KeyWrite[],
  bounds: StateBounds,
): Promise<void> {
  let keys = 0;
  let bytes = 0;
  for (const write of writes) {
    const change = usageChange(stateOf(states, write.key), write);
    keys += change.keys;
    bytes += change.bytes;
  }
  const [usage] = await addUsage.all(store, [tenant, namespace, keys, bytes, writes.length, at]);
  if (!usage) throw new Error('The usage of a namespace was not stored');
  if (keys > 0 && usage.keys > bounds.keysMax) {
    throw full(namespace, 'keys', usage.keys, bounds.keysMax);
  }
  if (bytes > 0 && usage.bytes > bounds.bytesMax) {
    throw full(namespace, 'bytes', usage.bytes, bounds.bytesMax);
  }
  if (usage.changes > writes.length) return;
  // Perhaps the first writes to this namespace ever.
  const [count] = await countNamespaces.all(store, [tenant]);
  if ((count?.namespaces ?? 0) > bounds.namespacesMax) {
    throw new MosaicError(
      'too_large',
      `There are ${bounds.namespacesMax} namespaces already. Use one of them.`,
      { details: { namespace, limit: 'namespaces', max: bounds.namespacesMax } },
    );
  }
}

function full(namespace: string, limit: 'keys' | 'bytes', wanted: number, max: number) {
  return new MosaicError(
    'too_large',
    `The namespace ${namespace} would have ${wanted} ${limit}; at most ${max} are kept. Delete keys you no longer need, or give them a ttlMs.`,
    { details: { namespace, limit, wanted, max } },
  );
}
