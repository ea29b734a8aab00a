import { operations } from '@mosaic/contract';
import { runVisitor, sceneLocks } from '../actors/visitor.ts';
import { lockCheck } from '../checks/locks.ts';
import { createActs, type Scene, type Stage } from './scene.ts';

/** Visitors who take turns with a few locks. */
export function locksScene({ world, client }: Stage): Scene {
  const acts = createActs(world);
  world.watches.push(
    lockCheck({
      capacityOf: (lockId) => sceneLocks.get(lockId) ?? 1,
      areClocksSteady: !world.script.faults.some(({ kind }) => kind === 'clock-jump'),
    }),
  );
  for (let index = 1; index <= world.script.workload.visitors; index += 1) {
    acts.start(runVisitor(world, client(`visitor-${index}`), 4));
  }
  return {
    isDone: acts.isDone,
    async atEnd(ask) {
      await ask(operations.listLocks, {});
    },
  };
}
