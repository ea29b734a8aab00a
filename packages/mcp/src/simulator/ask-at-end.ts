import { isMosaicError, type Operation } from '@mosaic/contract';
import type { Ask } from './scenes/scene.ts';
import type { SimulatedNode } from './simulated-node.ts';
import { violate } from './violation.ts';
import type { World } from './world.ts';

/** Tries of one question; a node may only just have found its store again. */
const triesMax = 20;

/** Asks any node that is up, and lets the world go on until one answers. */
export function asker(world: World, nodes: readonly SimulatedNode[]): Ask {
  const { scheduler } = world;
  const askOnce = async (operation: Operation, input: unknown): Promise<Settled> => {
    const hub = nodes.find((node) => node.process.isUp())?.hub();
    if (!hub) return violate('no node is up at the end');
    const settled: { outcome: Settled | null } = { outcome: null };
    hub
      .system('simulator')
      .call(operation, input as never)
      .then(
        (value) => {
          settled.outcome = { value };
        },
        (error: unknown) => {
          settled.outcome = { error };
        },
      );
    await scheduler.run(() => settled.outcome !== null, scheduler.now() + 10_000);
    return settled.outcome ?? violate(`${operation.name} was never answered at the end`);
  };
  return async (operation, input) => {
    for (let tries = 1; ; tries += 1) {
      const outcome = await askOnce(operation, input);
      if ('value' in outcome) return outcome.value as never;
      const { error } = outcome;
      if (!isMosaicError(error) || error.code !== 'unavailable' || tries >= triesMax) throw error;
      await scheduler.run(() => false, scheduler.now() + 500);
    }
  };
}

type Settled = { readonly value: unknown } | { readonly error: unknown };
