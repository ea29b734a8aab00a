import type { Operation, OperationOutput, OperationRawInput } from '@mosaic/contract';
import type { SimulatedClient } from '../simulated-client.ts';
import type { World } from '../world.ts';

/** Asks the hub when everything is over, and lets the world go on until it answers. */
export type Ask = <Op extends Operation>(
  operation: Op,
  input: OperationRawInput<Op>,
) => Promise<OperationOutput<Op>>;

/** What a scene is given to begin with. */
export interface Stage {
  readonly world: World;
  /** A client of its own, which prefers one of the nodes. */
  client(name: string): SimulatedClient;
}

/** Some clients with something in common, and what must be true of what they did. */
export interface Scene {
  /** True once everything has ended that must end in calm times. */
  isDone(): boolean;
  /** What must hold once the world has come to rest. */
  atEnd?(ask: Ask): Promise<void>;
}

/** Counts acts that must end; the first that fails breaks the run. */
export function createActs(world: World): { start(act: Promise<void>): void; isDone(): boolean } {
  let open = 0;
  return {
    start(act) {
      open += 1;
      act.then(() => {
        open -= 1;
      }, world.fail);
    },
    isDone: () => open === 0,
  };
}
