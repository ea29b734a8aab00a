import { rowsStatement, sizedStatement } from '../../store/sized-statement.ts';
import type { Writer } from '../../store/store.ts';
import type { LockBook } from './lock-book.ts';
import type { ShareRow } from './tables.ts';

/** How a hold or a place in a queue ended. */
export type Ending = 'released' | 'lapsed' | 'broken';

const removeHolds = sizedStatement<never>(
  'lock remove',
  1,
  (ids) => `delete from lock_share where tenant = $1 and hold_id in (${ids})`,
);

const noteEnded = rowsStatement<never>(
  'lock ended',
  0,
  5,
  (rows) => `insert into lock_ended (tenant, hold_id, principal, ending, ended_at)
    values ${rows.map((row) => `(${row.join(', ')})`).join(', ')}
    on conflict (tenant, hold_id) do nothing`,
);

/**
 * Ends whole holds and tickets of one tenant: their units are free, their places gone.
 *
 * @param rows every share of each, still stored unless `areRemoved`
 */
export async function endHolds(
  store: Writer,
  book: LockBook,
  rows: readonly ShareRow[],
  { ending, at, areRemoved = false }: { ending: Ending; at: number; areRemoved?: boolean },
): Promise<void> {
  const [{ tenant } = { tenant: '' }] = rows;
  const holds = new Map(rows.map((row) => [row.hold_id, row.principal]));
  await book.load(rows.map(({ lock_id }) => lock_id));
  for (const row of rows) {
    const line = book.line(row.lock_id);
    if (row.is_waiting === 1) line.waiting -= 1;
    else line.inUse -= row.count;
  }
  book.shares -= rows.length;
  if (!areRemoved) book.add(removeHolds.all(store, [tenant], [...holds.keys()]));
  const ended = [...holds].map(([holdId, principal]) => [tenant, holdId, principal, ending, at]);
  book.add(noteEnded.all(store, [], ended));
}
