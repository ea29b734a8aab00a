import { operations } from '@mosaic/contract';
import { missionId, runEngine } from '../actors/engine.ts';
import { runRunner } from '../actors/runner.ts';
import { leaseCheck } from '../checks/leases.ts';
import { violate } from '../violation.ts';
import { type Ask, createActs, type Scene, type Stage } from './scene.ts';

/** An engine that wants tasks done, and runners that do them, or fail to. */
export function tasksScene({ world, client }: Stage): Scene {
  const { tasks, runners } = world.script.workload;
  const acts = createActs(world);
  world.watches.push(leaseCheck());
  if (tasks > 0) acts.start(runEngine(world, client('engine')));
  for (let index = 1; index <= runners; index += 1) {
    runRunner(world, client(`runner-${index}`)).catch(world.fail);
  }
  return {
    isDone: acts.isDone,
    async atEnd(ask) {
      const listed = await ask(operations.listTasks, { missionId });
      for (const task of listed.items) {
        if (task.lease === null && task.brief === null) continue;
        violate(`${task.id} is still offered after the end`);
      }
      await checkRuns(world.history.committed, ask);
    },
  };
}

/** Nothing acknowledged is lost: every run that was finished is shown as it was finished. */
async function checkRuns(
  committed: readonly { operation: string; input: unknown }[],
  ask: Ask,
): Promise<void> {
  const ends = new Map<string, string>();
  for (const { operation, input } of committed) {
    if (operation !== 'run.finish') continue;
    const { runId, result } = input as { runId: string; result: { status: string } };
    ends.set(runId, result.status);
  }
  for (const [runId, status] of ends) {
    const run = await ask(operations.showRun, { runId });
    if (run.status !== status) violate(`${runId} ended as ${status} but is shown as ${run.status}`);
  }
}
