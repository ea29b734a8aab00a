import { type Event, operations } from '@mosaic/contract';
import type { SimulatedClient } from '../simulated-client.ts';
import { violate } from '../violation.ts';
import type { World } from '../world.ts';

/** Somebody who follows events through any number of connections. */
export interface Watcher {
  /** Numbers of the events told so far, in the order they were told. */
  readonly seen: number[];
}

/** Follows all events for ever, each time from the last one seen. */
export function startWatcher(world: World, client: SimulatedClient): Watcher {
  const seen: number[] = [];
  const hear = (event: Event) => {
    const last = seen.at(-1) ?? 0;
    if (event.seq <= last) violate(`${client.name} was told event ${event.seq} after ${last}`);
    const [hole] = world.database.peek(
      'select min(seq) as seq from event where seq > ? and seq < ?',
      last,
      event.seq,
    );
    if (typeof hole?.seq === 'number') {
      violate(`${client.name} was told event ${event.seq} after ${last}, without ${hole.seq}`);
    }
    seen.push(event.seq);
  };
  const follow = () =>
    new Promise<void>((resolve) => {
      const node = client.anyNode();
      client.network.connect(node, {
        label: 'event',
        open: async (signal) => {
          const hub = node.hub();
          if (hub === null) return nobody();
          return hub.stream({
            operation: operations.watchEvents.name,
            input: { after: seen.at(-1) ?? 0 },
            token: client.name,
            surface: 'rest',
            signal,
          });
        },
        heard: (event: Event) => guard(world, () => hear(event)),
        ended: resolve,
      });
    });
  const goOn = async () => {
    for (;;) {
      await follow();
      await client.sleep(client.random.between(10, 1_000));
    }
  };
  goOn().catch(world.fail);
  return { seen };
}

function guard(world: World, work: () => void): void {
  try {
    work();
  } catch (error) {
    world.fail(error);
  }
}

async function* nobody(): AsyncIterable<never> {}
