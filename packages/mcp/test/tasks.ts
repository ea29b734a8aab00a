import { type Brief, operations, type RunAssignment } from '@mosaic/contract';
import type { TestHub } from './test-hub.ts';

export const projectId = 'prj_0190b5c8-6c1f-7000-8000-000000000001';
export const missionId = 'msn_0190b5c8-6c1f-7000-8000-000000000001';

/** A brief for one run; a test names only what it is about. */
export function brief(change: Partial<Brief> = {}): Brief {
  return {
    step: 'work',
    attempt: 1,
    baseCommit: 'a'.repeat(40),
    workCommit: null,
    branch: 'fix/security',
    runtime: 'fixer',
    timeoutMs: 60_000,
    previousErrors: [],
    requiredGates: [],
    reportName: null,
    ...change,
  };
}

/** Adds a task to the test mission and returns its id. */
export async function newTask(
  hub: TestHub,
  key: string,
  dependsOn: string[] = [],
): Promise<string> {
  const id = hub.clock.newId('task');
  await hub.hub.system('missions').call(operations.addTasks, {
    tasks: [
      {
        id,
        projectId,
        missionId,
        key,
        kind: 'fix',
        type: 'STYLE_FIX',
        severity: 'low',
        phase: 4,
        title: `${key}: something small`,
        finding: null,
        component: 'root',
        branch: 'fix/test-coverage',
        scope: ['src/**'],
        dependsOn,
        estimateTokens: 4_000,
      },
    ],
  });
  return id;
}

export async function registerRunner(hub: TestHub, name: string): Promise<string> {
  const agent = await hub.hub
    .system('missions')
    .call(operations.registerAgent, { name, type: 'runner' });
  return agent.id;
}

/** Adds a task, offers it and claims it, as the engine and a runner do. */
export async function claimedTask(
  hub: TestHub,
  key: string,
): Promise<{ task: string; assignment: RunAssignment }> {
  const system = hub.hub.system('missions');
  const task = await newTask(hub, key);
  await system.call(operations.offerTask, { taskId: task, brief: brief() });
  // Registering again would end what the runner holds from earlier calls.
  const { items } = await system.call(operations.listAgents, {});
  const known = items.find(({ name }) => name === 'runner');
  const agentId = known?.id ?? (await registerRunner(hub, 'runner'));
  const { assignments } = await system.call(operations.claimTask, {
    agentId,
    runtimes: ['fixer'],
  });
  const [assignment] = assignments;
  if (assignment?.kind !== 'run') throw new Error(`Nobody could claim ${key}`);
  return { task, assignment };
}
