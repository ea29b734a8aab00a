import { type Event, operations } from '@mosaic/contract';
import type { SimulatedClient } from '../simulated-client.ts';
import { violate } from '../violation.ts';
import type { World } from '../world.ts';
import { follow } from './follower.ts';

/** Somebody who follows events through any number of connections. */
export interface Watcher {
  /** Numbers of the events told so far, in the order they were told. */
  readonly seen: number[];
}

/** Follows all events for ever, each time from the last one seen. */
export function startWatcher(world: World, client: SimulatedClient): Watcher {
  const seen: number[] = [];
  follow(world, client, {
    operation: operations.watchEvents,
    input: () => ({ after: seen.at(-1) ?? 0 }),
    hear({ seq }: Event) {
      const last = seen.at(-1) ?? 0;
      if (seq <= last) violate(`${client.name} was told event ${seq} after ${last}`);
      const [hole] = world.database.peek(
        'select min(seq) as seq from event where seq > ? and seq < ?',
        last,
        seq,
      );
      if (typeof hole?.seq === 'number') {
        violate(`${client.name} was told event ${seq} after ${last}, without ${hole.seq}`);
      }
      seen.push(seq);
    },
  });
  return { seen };
}
