import { operations, type StateWatchItem } from '@mosaic/contract';
import type { StateModel } from '../checks/state.ts';
import type { SimulatedClient } from '../simulated-client.ts';
import { violate } from '../violation.ts';
import type { World } from '../world.ts';
import { stateNamespace } from './clerk.ts';
import { follow } from './follower.ts';

/** Somebody who follows the changes of a namespace. */
export interface StateWatcher {
  /** Changes told so far. */
  told(): number;
}

/** Follows all changes of the namespace; each must be the very next one that was committed. */
export function startStateWatcher(
  world: World,
  client: SimulatedClient,
  { changes }: StateModel,
): StateWatcher {
  let after = 0;
  let told = 0;
  follow(world, client, {
    operation: operations.watchState,
    input: () => ({ namespace: stateNamespace, after }),
    hear(item: StateWatchItem) {
      if (item.kind === 'too_old') violate(`${client.name} was told that ${after} is too old`);
      else if (item.kind === 'current') after = Math.max(after, item.revision);
      else {
        const expected = changes[told];
        if (expected?.revision !== item.revision || expected.key !== item.key) {
          violate(
            `${client.name} was told change ${item.revision} of ${item.key}, expected ${expected?.revision} of ${expected?.key}`,
          );
        }
        told += 1;
        after = item.revision;
      }
    },
  });
  return { told: () => told };
}
