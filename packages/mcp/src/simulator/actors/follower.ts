import type { Operation } from '@mosaic/contract';
import type { SimulatedClient } from '../simulated-client.ts';
import type { World } from '../world.ts';

export interface Following {
  readonly operation: Operation;
  /** The input of the next connection: from where the last one ended. */
  readonly input: () => unknown;
  readonly hear: (item: never) => void;
}

/** Follows a stream for ever, through any number of connections to any node. */
export function follow(world: World, client: SimulatedClient, following: Following): void {
  const connectOnce = () =>
    new Promise<void>((resolve) => {
      const node = client.anyNode();
      client.network.connect(node, {
        label: following.operation.name,
        open: async (signal) => {
          const hub = node.hub();
          if (hub === null) return nobody();
          return hub.stream({
            operation: following.operation.name,
            input: following.input(),
            token: client.name,
            surface: 'rest',
            signal,
          });
        },
        heard: (item: never) => {
          try {
            following.hear(item);
          } catch (error) {
            world.fail(error);
          }
        },
        ended: resolve,
      });
    });
  const goOn = async () => {
    for (;;) {
      await connectOnce();
      await client.sleep(client.random.between(10, 1_000));
    }
  };
  goOn().catch(world.fail);
}

async function* nobody(): AsyncIterable<never> {}
