import { operations } from '@mosaic/contract';
import { type Handler, stream } from '../../pipeline/handler.ts';
import { lookForChanges } from './changes.ts';
import { stateLimits } from './limits.ts';
import { changedTopic } from './topic.ts';

/** `state.watch`: what is stored first, then what is committed while somebody watches. */
export const watchHandler: Handler = stream(
  operations.watchState,
  async function* ({ store, principal, clock, signal, waitForHint }, { namespace, prefix, after }) {
    const { tenant } = principal;
    const topic = changedTopic({ tenant, namespace });
    let place = after;
    let toldAt: number | null = null;
    while (!signal.aborted) {
      const woken = waitForHint(topic, stateLimits.watchSafetyNetMs);
      const look = await lookForChanges(store, { tenant, namespace, prefix, after: place });
      if (look.isTooOld) {
        const { oldestAfter, head } = look;
        yield { kind: 'too_old', oldestAfter, newestRevision: head } as const;
        return;
      }
      for (const change of look.changes) yield { kind: 'changed', ...change } as const;
      if (look.hasMore) {
        place = look.changes.at(-1)?.revision ?? place;
        continue;
      }
      place = look.head;
      const now = clock.now();
      const isDue = toldAt === null || now - toldAt >= stateLimits.watchCurrentMs;
      if (look.changes.length > 0 || isDue) {
        yield { kind: 'current', revision: look.head } as const;
        toldAt = now;
      }
      await woken;
    }
  },
);
