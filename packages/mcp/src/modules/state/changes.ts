import type { StateChange, StateChangeKind } from '@mosaic/contract';
import { toInstant } from '../../pipeline/clock.ts';
import { statement } from '../../store/statement.ts';
import type { Reader } from '../../store/store.ts';
import { stateLimits } from './limits.ts';
import { prefixEnd } from './pages.ts';

export interface ChangeRow {
  revision: number;
  key: string;
  version: number;
  change: StateChangeKind;
  value: string | null;
  bytes: number;
  changed_at: number;
  changed_by: string;
  expires_at: number | null;
}

type LookRow = { [Field in keyof ChangeRow]: ChangeRow[Field] | null } & {
  head: number | null;
  compacted: number | null;
  total: number | null;
};

/**
 * Changes together with how far the store is and what it forgot, in one statement: read one after
 * the other, a compaction in between would make a hole that nobody notices.
 */
const selectChanges = statement<LookRow>(
  'state watch',
  `select head.revision as head, room.compacted_revision as compacted, page.*
  from (select 1 as one) as always
  left join state_head as head on head.tenant = $1
  left join state_namespace as room on room.tenant = $1 and room.namespace = $2
  left join (
    select * from (
      select found.*, sum(found.bytes) over (order by found.revision) as total
      from (
        select revision, key, version, change, value, bytes, changed_at, changed_by, expires_at
        from state_change
        where tenant = $1 and namespace = $2 and revision > $3 and key >= $4 and key < $5
        order by revision limit $6
      ) as found
    ) as summed where summed.total - summed.bytes < $7
  ) as page on 1 = 1
  order by page.revision`,
);

/** What one look of a watch found. */
export type Look =
  | { readonly isTooOld: true; readonly oldestAfter: number; readonly head: number }
  | {
      readonly isTooOld: false;
      readonly head: number;
      readonly changes: readonly StateChange[];
      /** More changes wait to be read. */
      readonly hasMore: boolean;
    };

/** Reads the changes after a revision, or says that they are no longer all there. */
export async function lookForChanges(
  store: Reader,
  place: { tenant: string; namespace: string; prefix: string; after: number },
): Promise<Look> {
  const rows = await selectChanges.all(store, [
    place.tenant,
    place.namespace,
    place.after,
    place.prefix,
    prefixEnd(place.prefix),
    stateLimits.watchBatch,
    stateLimits.pageBytesMax,
  ]);
  const head = rows[0]?.head ?? 0;
  const compacted = rows[0]?.compacted ?? 0;
  // Ahead of the store: it was restored from a backup, and what follows is another history.
  if (place.after < compacted || place.after > head) {
    return { isTooOld: true, oldestAfter: compacted, head };
  }
  const found = rows.filter((row): row is ChangeRow & LookRow => row.revision !== null);
  const isFull = (found.at(-1)?.total ?? 0) >= stateLimits.pageBytesMax;
  return {
    isTooOld: false,
    head,
    changes: found.map((row) => toChange(place.namespace, row)),
    hasMore: found.length === stateLimits.watchBatch || isFull,
  };
}

/** Row → the change as the contract shows it. */
export function toChange(namespace: string, row: ChangeRow): StateChange {
  return {
    namespace,
    key: row.key,
    version: row.version,
    revision: row.revision,
    change: row.change,
    value: row.value === null ? null : JSON.parse(row.value),
    at: toInstant(row.changed_at),
    by: row.changed_by,
    expiresAt: toInstant(row.expires_at),
  };
}
