import { operations } from '@mosaic/contract';
import type { StoreChoice } from '@mosaic/mcp';
import { openBenchHub } from './hub.ts';
import { createTally, type Queue } from './queue.ts';

/** Jobs one command may add. */
const fillAtOnce = 500;

/** Our scheduler through the whole pipeline: audit, events and idempotency included. */
export async function openOurQueue(name: string, place: string | StoreChoice): Promise<Queue> {
  const bench = await openBenchHub(place);
  const system = bench.hub.system('bench');
  const agents: string[] = [];
  const agentAt = async (index: number): Promise<string> => {
    const known = agents[index];
    if (known !== undefined) return known;
    const agent = await system.call(operations.registerAgent, {
      name: `worker-${index}`,
      type: 'worker',
    });
    agents[index] = agent.id;
    return agent.id;
  };
  return {
    name,
    async fill(jobs) {
      for (let left = jobs; left > 0; left -= fillAtOnce) {
        const count = Math.min(left, fillAtOnce);
        await system.call(operations.submitTasks, {
          jobs: Array.from({ length: count }, () => ({ title: 'nothing', payload: {} })),
        });
      }
    },
    async work(jobs, { workers, batch }) {
      const tally = createTally(jobs);
      let promised = 0;
      const lane = async (index: number): Promise<void> => {
        const agentId = await agentAt(index);
        while (promised < jobs) {
          const count = Math.min(batch, jobs - promised);
          promised += count;
          const { assignments } = await system.call(operations.claimTask, { agentId, count });
          promised -= count - assignments.length;
          const tasks = assignments.map(({ task, lease }) => ({
            taskId: task.id,
            fencingToken: lease.fencingToken,
          }));
          if (tasks.length === 0) throw new Error(`${tally.left} jobs are missing`);
          await system.call(operations.completeTasks, { tasks });
          for (const { taskId } of tasks) tally.add(taskId);
        }
      };
      await Promise.all(Array.from({ length: workers }, (_, index) => lane(index)));
      if (!tally.isOver) throw new Error(`${tally.left} jobs were not done`);
    },
    close: () => bench.close(),
  };
}
