import { operations, type PlanEdit } from '@mosaic/contract';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openPlanHub, type PlanHub, type Planner, planner } from './plan-hub.ts';
import { samplePlan } from './sample-plan.ts';

let hub: PlanHub;
let owner: Planner;
beforeEach(async () => {
  hub = await openPlanHub();
  owner = planner(hub);
});
afterEach(() => hub.destroy());

const rename = (nodeId: string, title: string): PlanEdit => ({
  kind: 'change',
  nodeId,
  fields: { title },
});

describe('a plan', () => {
  it('is stored whole, listed without its nodes, and read back exactly', async () => {
    const document = samplePlan();
    const { plan, findings } = await owner.add(document);
    expect(plan).toMatchObject({
      epics: ['E.001'],
      status: 'draft',
      stage: 'ready',
      version: 1,
      counts: { epic: 1, feature: 2, story: 4, task: 8, subtask: 16, atomic: 32 },
      minutes: 640,
      tokens: 256_000,
      findings: { error: 0 },
      canUndo: false,
      canRedo: false,
    });
    expect(findings.length).toBe(plan.findings.warning + plan.findings.advice);
    expect(await owner.document(plan.id)).toEqual(document);
    expect(await owner.call(operations.showPlan, { planId: plan.id })).toEqual(plan);
    expect((await owner.call(operations.listPlans, {})).items).toEqual([plan]);
    expect(await owner.call(operations.findPlan, { epicId: 'E.001' })).toEqual(plan);
    const { isRunnable } = await owner.call(operations.checkPlan, { planId: plan.id });
    expect(isRunnable).toBe(true);
  });

  it('that does not compile is refused with its findings, and nothing is stored', async () => {
    const document = samplePlan();
    const broken = {
      ...document,
      edges: [...document.edges, { from: 'F.001.02', to: 'F.001.01', kind: 'sequential' as const }],
    };
    await expect(owner.add(broken)).rejects.toMatchObject({
      code: 'precondition_failed',
      details: { findings: [{ code: 'cycle', severity: 'error' }] },
    });
    expect((await owner.call(operations.listPlans, {})).items).toEqual([]);
    for (const table of ['plan', 'plan_document', 'plan_epic', 'plan_change']) {
      expect(await hub.store.reader.selectFrom(table).selectAll().execute()).toEqual([]);
    }
    const { plan } = await owner.add(broken, { keepDraft: true });
    expect(plan).toMatchObject({ status: 'draft', findings: { error: 1 } });
    const { isRunnable } = await owner.call(operations.checkPlan, { planId: plan.id });
    expect(isRunnable).toBe(false);
    await expect(owner.call(operations.schedulePlan, { planId: plan.id })).rejects.toMatchObject({
      code: 'precondition_failed',
    });
  });

  it('has its epics to itself within the project', async () => {
    const { id: projectId } = await hub.addProject();
    const first = await owner.add(samplePlan(), { projectId });
    const second = await owner.add(samplePlan({ epics: 2 }), { projectId });
    expect(first.plan.epics).toEqual(['E.001']);
    expect(second.plan.epics).toEqual(['E.002', 'E.003']);
    expect(second.notes).toEqual(['E.001 is taken: it became E.003.']);
    const elsewhere = await owner.add(samplePlan());
    expect(elsewhere.plan.epics).toEqual(['E.001']);
    const find = (epicId: string, more = {}) =>
      owner.call(operations.findPlan, { epicId, ...more });
    expect((await find('E.003')).id).toBe(second.plan.id);
    expect((await find('E.001', { projectId })).id).toBe(first.plan.id);
    await expect(find('E.001')).rejects.toMatchObject({ code: 'conflict' });
    await expect(find('E.009')).rejects.toMatchObject({ code: 'not_found' });
    expect((await owner.call(operations.listPlans, { projectId })).items).toHaveLength(2);
  });

  it('keeps its epics apart from others also when they are added at the same moment', async () => {
    const { id: projectId } = await hub.addProject();
    const added = await Promise.all(
      Array.from({ length: 6 }, () => owner.add(samplePlan(), { projectId })),
    );
    const epics = added.flatMap(({ plan }) => plan.epics).toSorted();
    expect(epics).toEqual(['E.001', 'E.002', 'E.003', 'E.004', 'E.005', 'E.006']);
    for (const { plan } of added) {
      const { nodes } = await owner.document(plan.id);
      expect(nodes[0]?.id).toBe(plan.epics[0]);
    }
  });

  it('of nothing is an epic to be filled, and becomes a draft when it compiles', async () => {
    const { plan } = await owner.call(operations.addPlan, {
      from: { kind: 'empty', title: 'Shop', goal: 'Sell things.' },
    });
    expect(plan).toMatchObject({ status: 'drafting', epics: ['E.001'], counts: { epic: 1 } });
    const edited = await owner.edit(plan.id, [rename('E.001', 'Store')]);
    expect(edited.plan.status).toBe('drafting');
  });

  it('is gone with all of it when it is removed, unless a mission runs it', async () => {
    const { plan } = await owner.add(samplePlan());
    const planId = plan.id;
    await owner.edit(planId, [rename('F.001.01', 'Sign in')]);
    const missionId = hub.clock.newId('mission');
    const attach = (outcome: 'running' | 'done') =>
      owner.call(operations.attachPlan, { planId, missionId, outcome });
    expect((await attach('running')).plan).toMatchObject({ status: 'running', missionId });
    await expect(owner.call(operations.removePlan, { planId })).rejects.toMatchObject({
      code: 'conflict',
      message: expect.stringContaining(missionId),
    });
    const other = { planId, missionId: hub.clock.newId('mission'), outcome: 'running' as const };
    await expect(owner.call(operations.attachPlan, other)).rejects.toMatchObject({
      code: 'conflict',
    });
    expect((await attach('done')).plan.status).toBe('done');
    await owner.call(operations.removePlan, { planId });
    for (const table of ['plan', 'plan_document', 'plan_epic', 'plan_change']) {
      expect(await hub.store.reader.selectFrom(table).selectAll().execute()).toEqual([]);
    }
    await expect(owner.document(planId)).rejects.toMatchObject({ code: 'not_found' });
  });

  it('tells who follows: added, changed, removed, each with its version', async () => {
    const { plan } = await owner.add(samplePlan());
    await owner.edit(plan.id, [rename('F.001.01', 'Sign in')]);
    await owner.call(operations.removePlan, { planId: plan.id });
    const { items } = await owner.call(operations.listEvents, { type: 'plan.*' });
    expect(items.map(({ type, data }) => [type, data.version ?? null])).toEqual([
      ['plan.added', 1],
      ['plan.changed', 2],
      ['plan.removed', null],
    ]);
    expect(items.every(({ data }) => data.planId === plan.id)).toBe(true);
  });

  it('is not to be seen by another tenant, whose epics begin anew', async () => {
    const { plan } = await owner.add(samplePlan());
    const acme = planner(hub, 'owner', 'acme');
    const planId = plan.id;
    expect((await acme.call(operations.listPlans, {})).items).toEqual([]);
    for (const ask of [
      () => acme.call(operations.showPlan, { planId }),
      () => acme.call(operations.planDocument, { planId }),
      () => acme.call(operations.checkPlan, { planId }),
      () => acme.call(operations.schedulePlan, { planId }),
      () => acme.call(operations.exportPlan, { planId }),
      () => acme.call(operations.undoPlan, { planId }),
      () => acme.call(operations.removePlan, { planId }),
      () => acme.call(operations.findPlan, { epicId: 'E.001' }),
      () => acme.edit(planId, [rename('E.001', 'Mine')]),
    ]) {
      await expect(ask()).rejects.toMatchObject({ code: 'not_found' });
    }
    expect((await acme.add(samplePlan())).plan.epics).toEqual(['E.001']);
    expect(await owner.document(planId)).toEqual(samplePlan());
  });
});

describe('what is computed of a plan', () => {
  it('follows its limits: critical path, schedule, forecast and what-if', async () => {
    const { plan } = await owner.add(samplePlan());
    const planId = plan.id;
    const schedule = await owner.call(operations.schedulePlan, { planId, limits: { workers: 2 } });
    expect(schedule).toMatchObject({ makespanMinutes: 320, criticalMinutes: 40, workMinutes: 640 });
    const forecast = await owner.call(operations.forecastPlan, { planId, samples: 200 });
    expect(forecast).toMatchObject({ samples: 200, confidence: 'none', finished: 0 });
    expect(forecast.minutes.p50).toBeLessThanOrEqual(forecast.minutes.p95);
    const { scenarios } = await owner.call(operations.comparePlan, {
      planId,
      samples: 200,
      scenarios: [
        { name: 'Eight workers', limits: { workers: 8 } },
        { name: 'Without orders', without: ['F.001.02'] },
      ],
    });
    expect(scenarios.map(({ makespanMinutes }) => makespanMinutes)).toEqual([320, 80, 160]);
    const unknown = { planId, scenarios: [{ name: 'x', without: ['F.001.09'] }] };
    await expect(owner.call(operations.comparePlan, unknown)).rejects.toMatchObject({
      code: 'not_found',
    });
  });

  it('is written as Markdown and JSON that make the same plan again', async () => {
    const { plan } = await owner.add(samplePlan());
    for (const format of ['markdown', 'json'] as const) {
      const { text } = await owner.call(operations.exportPlan, { planId: plan.id, format });
      expect(text).toContain('F.001.02');
    }
  });

  it('says that nothing is done while no mission runs it', async () => {
    const { plan } = await owner.add(samplePlan());
    const { nodes } = await owner.call(operations.planProgress, { planId: plan.id });
    expect(nodes).toHaveLength(63);
    expect(new Set(nodes.map(({ status }) => status))).toEqual(new Set(['pending']));
    expect(new Set(nodes.map(({ percent }) => percent))).toEqual(new Set([0]));
  });
});
