import { type OperationRawInput, operations } from '@mosaic/contract';
import type { SimulatedClient } from '../simulated-client.ts';
import { violate } from '../violation.ts';
import type { World } from '../world.ts';
import { abilities } from './job-agent.ts';

type NewJob = OperationRawInput<typeof operations.submitTasks>['jobs'][number];

export const jobProject = 'prj_0190b5c8-6c1f-7000-8000-00000000000a';
/** Jobs of the project that may run at the same time. */
const projectRunningMax = 2;

/** Submits jobs that depend on each other, and waits until all of them are done. */
export async function runSubmitter(
  world: World,
  client: SimulatedClient,
  jobs: number,
): Promise<void> {
  await client.call(operations.limitTasks, {
    projectId: jobProject,
    runningMax: projectRunningMax,
  });
  const ids: string[] = [];
  while (ids.length < jobs) {
    const count = Math.min(client.random.integer(1, 4), jobs - ids.length);
    const batch = Array.from({ length: count }, (_, index) =>
      newJob(client, ids, ids.length + index),
    );
    const answer = await client.call(operations.submitTasks, { jobs: batch });
    if (!answer.ok)
      return violate(`${client.name} could not submit: ${answer.code} ${answer.message}`);
    ids.push(...answer.output.tasks.map(({ taskId }) => taskId));
    await client.sleep(client.random.between(10, 1_500));
  }
  while (!(await areDone(world, client))) await client.sleep(client.random.between(300, 1_500));
}

function newJob({ name, random }: SimulatedClient, ids: readonly string[], index: number): NewJob {
  return {
    title: `Job ${index}`,
    key: `${name} ${index}`,
    projectId: random.chance(0.6) ? jobProject : null,
    priority: random.integer(-2, 2),
    requires: abilities.filter(() => random.chance(0.3)),
    dependsOn: ids.filter(() => random.chance(0.15)),
    delayMs: random.chance(0.2) ? random.integer(1, 3_000) : 0,
    attemptsMax: random.chance(0.3) ? 2 : 100,
    backOff: { firstMs: random.integer(0, 300), maxMs: 2_000 },
    leaseMs: random.chance(0.4) ? random.integer(1_000, 5_000) : null,
  };
}

/** True once all jobs are done; those that died are given all their attempts again. */
async function areDone(world: World, client: SimulatedClient): Promise<boolean> {
  const listed = await client.call(operations.listTasks, { kind: 'job' });
  if (!listed.ok) return false;
  const open = listed.output.items.filter(({ status }) => status !== 'done');
  const dead = open.filter(({ status }) => status === 'failed').map(({ id }) => id);
  if (dead.length > 0) await client.call(operations.redriveTasks, { taskIds: dead });
  return world.isCalm && open.length === 0;
}
