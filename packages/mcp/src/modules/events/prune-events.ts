import { operations } from '@mosaic/contract';
import type { Kysely } from 'kysely';
import { command, type Handler } from '../../pipeline/handler.ts';
import type { Writer } from '../../store/store.ts';
import { eventLimits } from './limits.ts';
import { readRange } from './read-events.ts';
import { isForgotten } from './retention.ts';
import type { EventTables } from './tables.ts';

/**
 * `event.prune`: forgets the oldest events, in whole steps, so that what is left has no hole.
 *
 * Serves all tenants: their events share one sequence, and its beginning is one number.
 */
export const pruneHandler: Handler = command(
  operations.pruneEvents,
  async (context, { ageMsMax, countMax }) => {
    context.quiet();
    const store: Kysely<EventTables> = context.store;
    const oldestAt = context.clock.now() - ageMsMax;
    let { firstSeq, lastSeq } = await readRange(context.store);
    let removed = 0;
    for (let step = 0; step < eventLimits.pruneStepsMax; step += 1) {
      const end = await endOfStep(context.store, firstSeq);
      if (end === null || !isForgotten(end, { lastSeq, oldestAt, countMax })) break;
      const { numDeletedRows } = await store
        .deleteFrom('event')
        .where('seq', '>=', firstSeq)
        .where('seq', '<=', end.seq)
        .executeTakeFirstOrThrow();
      removed += Number(numDeletedRows);
      firstSeq = end.seq + 1;
    }
    return { removed, firstSeq };
  },
  { isForAllTenants: true },
);

/** The last event of the next step; null when too few are left for one. */
async function endOfStep(
  store: Writer,
  firstSeq: number,
): Promise<{ seq: number; at: number } | null> {
  const events: Kysely<EventTables> = store;
  const row = await events
    .selectFrom('event')
    .select(['seq', 'at'])
    .where('seq', '>=', firstSeq)
    .orderBy('seq')
    .offset(eventLimits.pruneStep - 1)
    .limit(1)
    .executeTakeFirst();
  return row === undefined ? null : { seq: Number(row.seq), at: Number(row.at) };
}
