import { type Operation, operations } from '@mosaic/contract';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openPlanHub, type PlanHub, type Planner, planner } from './plan-hub.ts';
import { samplePlan } from './sample-plan.ts';

let hub: PlanHub;
let owner: Planner;
let planId: string;
let missionId: string;
let projectId: string;
beforeEach(async () => {
  hub = await openPlanHub();
  owner = planner(hub);
  projectId = (await hub.addProject()).id;
  planId = (await owner.add(samplePlan(), { projectId })).plan.id;
  missionId = hub.clock.newId('mission');
  await owner.call(operations.attachPlan, { planId, missionId, outcome: 'running' });
});
afterEach(() => hub.destroy());

/** Tasks for these nodes, as the mission engine adds them. */
async function addTasks(nodeIds: readonly string[], dependsOn: string[] = []): Promise<string[]> {
  const ids = nodeIds.map(() => hub.clock.newId('task'));
  await owner.call(operations.addTasks, {
    tasks: nodeIds.map((key, at) => ({
      id: ids[at] ?? '',
      projectId,
      missionId,
      key,
      kind: 'atomic' as const,
      type: 'FEATURE_ADD' as const,
      severity: null,
      phase: 1,
      title: key,
      finding: null,
      component: 'root',
      branch: 'feat/accounts',
      scope: [],
      dependsOn,
      estimateTokens: 8_000,
    })),
  });
  return ids;
}

const settle = (taskId: string, status: 'done' | 'failed' | 'skipped' | 'deferred') =>
  owner.call(operations.settleTask, { taskId, status, usedTokens: 10_000 });
const progress = async () => {
  const { nodes } = await owner.call(operations.planProgress, { planId });
  return new Map(nodes.map((node) => [node.id, node]));
};
const first = 'A.001.01.01.01.01.01';
const second = 'A.001.01.01.01.01.02';

describe('progress', () => {
  it('comes from the tasks of the mission, and bubbles up', async () => {
    const [one = '', two = ''] = await addTasks([first, second]);
    const [third = ''] = await addTasks(['A.001.01.01.01.02.01'], [one, two]);
    expect((await progress()).get('A.001.01.01.01.02.01')?.status).toBe('blocked');
    await settle(one, 'done');
    const half = await progress();
    expect(half.get(first)).toMatchObject({ status: 'done', percent: 100, usedTokens: 10_000 });
    expect(half.get('ST.001.01.01.01.01')).toMatchObject({ status: 'in_progress', percent: 50 });
    expect(half.get('E.001')?.percent).toBeCloseTo(100 / 32, 0);
    await settle(two, 'done');
    await settle(third, 'failed');
    const after = await progress();
    expect(after.get('ST.001.01.01.01.01')).toMatchObject({ status: 'done', percent: 100 });
    expect(after.get('A.001.01.01.01.02.01')?.status).toBe('failed');
    expect(after.get('F.001.02')?.status).toBe('pending');
  });

  it('narrows the forecast and shortens the schedule as work is done', async () => {
    const forecast = () => owner.call(operations.forecastPlan, { planId, samples: 400 });
    const before = await forecast();
    const nodeIds = samplePlan()
      .nodes.filter(({ id }) => id.startsWith('A.001.01'))
      .map(({ id }) => id);
    for (const id of await addTasks(nodeIds)) await settle(id, 'done');
    const after = await forecast();
    const spread = ({ minutes }: typeof before) => minutes.p95 - minutes.p50;
    expect(after.finished).toBe(16);
    expect(spread(after)).toBeLessThan(spread(before));
    expect(after).toMatchObject({ confidence: 'high', unlearned: 0 });
    const { criticalPath } = await owner.call(operations.schedulePlan, { planId });
    expect(criticalPath.some((id) => nodeIds.includes(id))).toBe(false);
  });

  it('weighs what was executed for a node: the last run of each gate', async () => {
    const [taskId = ''] = await addTasks([first]);
    const brief = {
      step: 'work' as const,
      attempt: 1,
      baseCommit: 'a'.repeat(40),
      workCommit: null,
      branch: 'feat/accounts',
      runtime: 'fixer',
      timeoutMs: 60_000,
      previousErrors: [],
      requiredGates: [],
      reportName: null,
    };
    await owner.call(operations.offerTask, { taskId, brief });
    const agent = await owner.call(operations.registerAgent, { name: 'r', type: 'runner' });
    const { assignments } = await owner.call(operations.claimTask, {
      agentId: agent.id,
      runtimes: ['fixer'],
    });
    const [assignment] = assignments;
    if (assignment?.kind !== 'run') throw new Error('There was nothing to claim');
    const { runId, fencingToken } = assignment.lease;
    const evidence = (gate: string, passed: boolean) =>
      owner.call(operations.addEvidence, {
        ...operations.addEvidence.example,
        runId,
        fencingToken,
        gate,
        passed,
        exitCode: passed ? 0 : 1,
      });
    await evidence('test', true);
    await evidence('lint', false);
    await settle(taskId, 'done');
    // Tests 20 and quality 15 count for this project; 20 of 35 points were got.
    expect((await progress()).get(first)?.evidenceScore).toBeCloseTo(57.1, 1);
  });

  it('is nothing of another mission', async () => {
    const [one = ''] = await addTasks([first]);
    await settle(one, 'done');
    await owner.call(operations.attachPlan, { planId, missionId, outcome: 'ended' });
    const next = hub.clock.newId('mission');
    await owner.call(operations.attachPlan, { planId, missionId: next, outcome: 'running' });
    expect((await progress()).get(first)?.status).toBe('pending');
  });
});

describe('who may', () => {
  it('change plans is the owner alone: neither runners nor workers', async () => {
    const all: Operation[] = Object.values(operations);
    const named = all.filter(({ name, internal }) => name.startsWith('plan.') && !internal);
    expect(named.length).toBeGreaterThan(15);
    for (const { name } of named) {
      const call = hub.hub.call({
        operation: name,
        input: { planId },
        token: hub.runner,
        surface: 'rest',
      });
      await expect(call, name).rejects.toMatchObject({ code: 'forbidden' });
    }
  });
});
