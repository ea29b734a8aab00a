import { formatId, type Operation, type OperationRawInput, operations } from '@mosaic/contract';
import { brief, missionTask } from './actors/engine.ts';
import { abilities } from './actors/job-agent.ts';
import { createScript } from './script.ts';
import { createNode } from './simulated-node.ts';
import { createWorld } from './world.ts';

let warmed: Promise<void> | null = null;

/**
 * Has the process read each set of requirements once that any world may ask for.
 *
 * The scheduler keeps those it has read, for the whole process. A world that comes first would
 * otherwise make other statements than the same world after others, and not repeat exactly.
 */
export function warmUp(template: Uint8Array): Promise<void> {
  warmed ??= readRequirements(template);
  return warmed;
}

async function readRequirements(template: Uint8Array): Promise<void> {
  const script = { ...createScript(0), dialect: 'sqlite', nodes: 1, faults: [] } as const;
  const world = createWorld({ script, template });
  const node = createNode(world, 0);
  node.start();
  const caller = node.hub()?.system('simulator');
  const call = async <Op extends Operation>(operation: Op, input: OperationRawInput<Op>) => {
    if (!caller) throw new Error('The node is not up');
    return caller.call(operation, input);
  };
  const read = async () => {
    const sets = [[], ...abilities.map((each) => [each]), abilities];
    await call(operations.submitTasks, {
      jobs: sets.map((requires) => ({ title: 'Warm', requires })),
    });
    const agent = { name: 'agent', type: 'worker' as const, capabilities: [...abilities] };
    const { id: agentId } = await call(operations.registerAgent, agent);
    await call(operations.claimTask, { agentId, count: sets.length });
    const taskId = formatId('task', 0, new Uint8Array(10));
    await call(operations.addTasks, { tasks: [missionTask(taskId, 0, [])] });
    await call(operations.offerTask, { taskId, brief: brief(1) });
    const runner = await call(operations.registerAgent, { name: 'runner', type: 'runner' });
    await call(operations.claimTask, { agentId: runner.id, runtimes: ['fixer'] });
  };
  let isOver = false;
  read().then(() => {
    isOver = true;
  }, world.fail);
  await world.scheduler.run(() => isOver || world.violation !== null, 60_000);
  world.database.close();
  if (world.violation !== null) throw new Error(world.violation);
}
