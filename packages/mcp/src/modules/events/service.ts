import { operations } from '@mosaic/contract';
import { moduleDuty } from '../../cluster/duty.ts';
import type { Module } from '../../module.ts';
import { batchStream, query } from '../../pipeline/handler.ts';
import { eventLimits } from './limits.ts';
import { pruneHandler } from './prune-events.ts';
import { eventQuotaFacts } from './quota-facts.ts';
import { readEvents } from './read-events.ts';
import { eventMigrations } from './tables.ts';

/** Events are written by the pipeline; this module reads them, and forgets what is too old. */
export const eventsModule: Module = {
  name: 'events',
  migrations: eventMigrations,
  handlers: [
    query(operations.listEvents, async (context, { limit, after, ...filter }) => {
      const { principal, store } = context;
      // The range first: what is committed between the two reads then comes with the next page.
      const { firstSeq, lastSeq } = await context.feed.range();
      const wanted = { tenant: principal.tenant, filter };
      const items = await readEvents(store, wanted, after, limit);
      const last = items.at(-1)?.seq ?? after;
      return {
        items,
        lastSeq: items.length < limit ? Math.max(last, after, lastSeq) : last,
        firstSeq,
      };
    }),
    batchStream(operations.watchEvents, (context, { after, ...filter }) =>
      context.feed.follow({
        tenant: context.principal.tenant,
        filter,
        after,
        store: context.store,
        signal: context.signal,
      }),
    ),
    pruneHandler,
  ],
  quotaFacts: [eventQuotaFacts],
  duties: [moduleDuty(operations.pruneEvents, eventLimits.pruneEveryMs, {})],
};
