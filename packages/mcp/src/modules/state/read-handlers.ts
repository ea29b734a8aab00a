import { MosaicError, operations, type StateEntry } from '@mosaic/contract';
import { toInstant } from '../../pipeline/clock.ts';
import { decodeCursor } from '../../pipeline/cursor.ts';
import { type Handler, query } from '../../pipeline/handler.ts';
import { statement } from '../../store/statement.ts';
import { type ChangeRow, toChange } from './changes.ts';
import { type StateBounds, stateLimits } from './limits.ts';
import { decodeNameCursor, nameCursor, prefixEnd } from './pages.ts';

interface EntryRow {
  key: string;
  value: string;
  bytes: number;
  version: number;
  revision: number;
  updated_at: number;
  updated_by: string;
  expires_at: number | null;
}

const selectEntry = statement<EntryRow>(
  'state entry',
  `select key, value, bytes, version, revision, updated_at, updated_by, expires_at
  from state_entry where tenant = $1 and namespace = $2 and key = $3`,
);

/** One page, cut after the value that fills it, with the revision at which it was read. */
const selectPage = statement<Partial<EntryRow> & { head: number | null; total: number | null }>(
  'state page',
  `select head.revision as head, page.*
  from (select 1 as one) as always
  left join state_head as head on head.tenant = $1
  left join (
    select * from (
      select found.*, sum(found.bytes) over (order by found.key) as total
      from (
        select key, value, bytes, version, revision, updated_at, updated_by, expires_at
        from state_entry
        where tenant = $1 and namespace = $2 and key >= $3 and key < $4 and key > $5
          and (expires_at is null or expires_at > $6)
        order by key limit $7
      ) as found
    ) as summed where summed.total - summed.bytes < $8
  ) as page on 1 = 1
  order by page.key`,
);

const selectHistory = statement<ChangeRow & { total: number }>(
  'state history',
  `select * from (
    select found.*, sum(found.bytes) over (order by found.version desc) as total
    from (
      select revision, key, version, change, value, bytes, changed_at, changed_by, expires_at
      from state_change
      where tenant = $1 and namespace = $2 and key = $3 and version < $4
      order by version desc limit $5
    ) as found
  ) as summed where summed.total - summed.bytes < $6
  order by summed.version desc`,
);

interface NamespaceRow {
  namespace: string;
  keys: number;
  bytes: number;
  changes: number;
  compacted_revision: number;
}

const selectNamespaces = statement<NamespaceRow>(
  'state usage page',
  `select namespace, keys, bytes, changes, compacted_revision from state_namespace
  where tenant = $1 and namespace > $2 order by namespace limit $3`,
);

const selectNamespace = statement<NamespaceRow>(
  'state usage of one',
  `select namespace, keys, bytes, changes, compacted_revision from state_namespace
  where tenant = $1 and namespace = $2`,
);

/** Reading what is and what was. */
export function readHandlers(bounds: StateBounds): readonly Handler[] {
  return [
    query(operations.getState, async ({ store, principal, clock }, { namespace, key }) => {
      const [row] = await selectEntry.all(store, [principal.tenant, namespace, key]);
      if (!row || (row.expires_at !== null && row.expires_at <= clock.now())) {
        throw new MosaicError('not_found', `There is no key ${key} in ${namespace}.`);
      }
      return toEntry(namespace, row);
    }),

    query(operations.listState, async ({ store, principal, clock }, input) => {
      const { namespace, prefix, limit } = input;
      const rows = await selectPage.all(store, [
        principal.tenant,
        namespace,
        prefix,
        prefixEnd(prefix),
        decodeNameCursor(input.cursor),
        clock.now(),
        limit + 1,
        stateLimits.pageBytesMax,
      ]);
      const found = rows.filter((row): row is EntryRow & typeof row => row.key !== null);
      const shown = found.slice(0, limit);
      const isCut = found.length > limit || isFull(found.at(-1)?.total);
      return {
        items: shown.map((row) => toEntry(namespace, row)),
        nextCursor: isCut ? nameCursor(shown.at(-1)?.key ?? '') : null,
        revision: rows[0]?.head ?? 0,
      };
    }),

    query(operations.stateHistory, async ({ store, principal }, input) => {
      const { namespace, key, limit } = input;
      const before = decodeCursor(input.cursor) ?? Number.MAX_SAFE_INTEGER;
      const { tenant } = principal;
      const [usage] = await selectNamespace.all(store, [tenant, namespace]);
      const rows = await selectHistory.all(store, [
        tenant,
        namespace,
        key,
        before,
        limit + 1,
        stateLimits.pageBytesMax,
      ]);
      const shown = rows.slice(0, limit);
      const isCut = rows.length > limit || isFull(rows.at(-1)?.total);
      const last = shown.at(-1)?.version ?? 0;
      return {
        items: shown.map((row) => toChange(namespace, row)),
        nextCursor: isCut && last > 1 ? Buffer.from(String(last)).toString('base64url') : null,
        compactedRevision: usage?.compacted_revision ?? 0,
      };
    }),

    query(operations.stateUsage, async ({ store, principal }, { limit, cursor }) => {
      const rows = await selectNamespaces.all(store, [
        principal.tenant,
        decodeNameCursor(cursor),
        limit + 1,
      ]);
      const shown = rows.slice(0, limit);
      return {
        items: shown.map(({ compacted_revision, ...row }) => ({
          ...row,
          keysMax: bounds.keysMax,
          bytesMax: bounds.bytesMax,
          compactedRevision: compacted_revision,
        })),
        nextCursor: rows.length > limit ? nameCursor(shown.at(-1)?.namespace ?? '') : null,
      };
    }),
  ];
}

function isFull(total: number | null | undefined): boolean {
  return (total ?? 0) >= stateLimits.pageBytesMax;
}

function toEntry(namespace: string, row: EntryRow): StateEntry {
  return {
    namespace,
    key: row.key,
    value: JSON.parse(row.value),
    bytes: row.bytes,
    version: row.version,
    revision: row.revision,
    updatedAt: toInstant(row.updated_at),
    updatedBy: row.updated_by,
    expiresAt: toInstant(row.expires_at),
  };
}
