import {
  type Brief,
  formatId,
  type OperationRawInput,
  operations,
  type Task,
} from '@mosaic/contract';
import type { SimulatedClient } from '../simulated-client.ts';
import type { World } from '../world.ts';

const projectId = 'prj_0190b5c8-6c1f-7000-8000-000000000001';
export const missionId = 'msn_0190b5c8-6c1f-7000-8000-000000000001';

/** Attempts after which a task is settled as failed. */
const attemptsMax = 60;

/**
 * The mission engine in small: adds tasks, offers what is undone, settles what a run has done.
 *
 * It keeps nothing in mind; each look says what is due.
 */
export async function runEngine(world: World, client: SimulatedClient): Promise<void> {
  const system = { isSystem: true };
  const tasks = planTasks(world, client);
  await client.call(operations.addTasks, { tasks }, system);
  for (;;) {
    const listed = await client.call(operations.listTasks, { missionId }, system);
    const open = listed.ok ? listed.output.items.filter(({ status }) => !isOver(status)) : [];
    if (listed.ok && open.length === 0) return;
    for (const task of open) await moveOn(client, task);
    await client.sleep(client.random.between(100, 500));
  }
}

function isOver(status: Task['status']): boolean {
  return status !== 'not-started' && status !== 'in-progress';
}

async function moveOn(client: SimulatedClient, task: Task): Promise<void> {
  if (task.brief !== null || task.lease !== null) return;
  const system = { isSystem: true };
  const runs = await client.call(operations.listRuns, { taskId: task.id, limit: 1 }, system);
  if (!runs.ok) return;
  const last = runs.output.items[0];
  if (last?.status === 'running') return;
  const commit = last?.status === 'succeeded' ? last.commit : null;
  if (commit !== null) {
    await client.call(operations.settleTask, { taskId: task.id, status: 'done', commit }, system);
  } else if ((last?.attempt ?? 0) >= attemptsMax) {
    await client.call(operations.settleTask, { taskId: task.id, status: 'failed' }, system);
  } else {
    await client.call(
      operations.offerTask,
      { taskId: task.id, brief: brief((last?.attempt ?? 0) + 1) },
      system,
    );
  }
}

function planTasks(world: World, { random }: SimulatedClient) {
  const ids: string[] = [];
  return Array.from({ length: world.script.workload.tasks }, (_, index) => {
    const bytes = Uint8Array.from({ length: 10 }, () => random.integer(0, 255));
    const id = formatId('task', index + 1, bytes);
    const dependsOn = ids.filter(() => random.chance(0.25));
    ids.push(id);
    return missionTask(id, index, dependsOn);
  });
}

/** A task as the engine adds it. */
export function missionTask(id: string, index: number, dependsOn: string[]) {
  return {
    id,
    projectId,
    missionId,
    key: `MS-${index + 1}`,
    kind: 'fix',
    type: 'STYLE_FIX',
    severity: 'low',
    phase: 4,
    title: `Task ${index + 1}`,
    finding: null,
    component: 'root',
    branch: 'fix/test-coverage',
    scope: ['src/**'],
    dependsOn,
    estimateTokens: 4_000,
  } satisfies OperationRawInput<typeof operations.addTasks>['tasks'][number];
}

/** What a runner is asked to do. */
export function brief(attempt: number): Brief {
  return {
    step: 'work',
    attempt,
    baseCommit: 'a'.repeat(40),
    workCommit: null,
    branch: 'fix/test-coverage',
    runtime: 'fixer',
    timeoutMs: 60_000,
    previousErrors: [],
    requiredGates: [],
    reportName: null,
  };
}
