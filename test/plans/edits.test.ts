import { operations, type PlanDocument, type PlanEdit } from '@mosaic/contract';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openPlanHub, type PlanHub, type Planner, planner } from './plan-hub.ts';
import { samplePlan } from './sample-plan.ts';

let hub: PlanHub;
let owner: Planner;
let planId: string;
beforeEach(async () => {
  hub = await openPlanHub();
  owner = planner(hub);
  planId = (await owner.add(samplePlan())).plan.id;
});
afterEach(() => hub.destroy());

const rename = (nodeId: string, title: string): PlanEdit => ({
  kind: 'change',
  nodeId,
  fields: { title },
});
const add = (parentId: string | null, title: string): PlanEdit => ({
  kind: 'add',
  parentId,
  node: { title } as Extract<PlanEdit, { kind: 'add' }>['node'],
});
const undo = () => owner.call(operations.undoPlan, { planId });
const redo = () => owner.call(operations.redoPlan, { planId });
const titleOf = ({ nodes }: PlanDocument, id: string) =>
  nodes.find((node) => node.id === id)?.title;
const codeOf = (calls: PromiseSettledResult<unknown>[]) =>
  calls.map((call) => (call.status === 'fulfilled' ? 'ok' : call.reason.code)).toSorted();

describe('edits', () => {
  it('are made all or none, and answer with new ids and findings', async () => {
    const edited = await owner.edit(planId, [add('F.001.01', 'Invoices'), add(null, 'Mobile app')]);
    expect(edited).toMatchObject({ added: ['S.001.01.03', 'E.002'], plan: { version: 2 } });
    expect(edited.plan.epics).toEqual(['E.001', 'E.002']);
    expect(edited.findings.some(({ code }) => code === 'acceptance_missing')).toBe(true);
    const before = await owner.document(planId);
    const wrong = [rename('F.001.01', 'Lost'), rename('F.001.09', 'Nowhere')];
    await expect(owner.edit(planId, wrong)).rejects.toMatchObject({ code: 'not_found' });
    expect(await owner.document(planId)).toEqual(before);
  });

  it('give a new epic a number that is free in the project', async () => {
    const { id: projectId } = await hub.addProject();
    const one = (await owner.add(samplePlan(), { projectId })).plan.id;
    const two = await owner.add(samplePlan({ epicNumber: 2 }), { projectId });
    expect(two.plan.epics).toEqual(['E.002']);
    const { added, plan } = await owner.edit(one, [add(null, 'More')]);
    expect(added).toEqual(['E.003']);
    expect(plan.epics).toEqual(['E.001', 'E.003']);
    const { plan: undone } = await owner
      .call(operations.undoPlan, { planId: one })
      .then((plan) => ({ plan }));
    expect(undone.epics).toEqual(['E.001']);
    const again = await owner.edit(two.plan.id, [add(null, 'Mine')]);
    expect(again.added).toEqual(['E.003']);
    await expect(owner.call(operations.redoPlan, { planId: one })).rejects.toMatchObject({
      code: 'conflict',
      message: expect.stringContaining(two.plan.id),
    });
  });

  it('that change nothing make no version', async () => {
    const { title } = samplePlan().nodes[1] ?? { title: '' };
    const { plan } = await owner.edit(planId, [rename('F.001.01', title)]);
    expect(plan).toMatchObject({ version: 1, canUndo: false });
  });

  it('leave the nodes alone that a mission works from', async () => {
    const missionId = hub.clock.newId('mission');
    await owner.call(operations.attachPlan, { planId, missionId, outcome: 'running' });
    await expect(owner.edit(planId, [add('F.001.01', 'More')])).rejects.toMatchObject({
      code: 'conflict',
      message: expect.stringContaining(missionId),
    });
    const { plan } = await owner.edit(planId, [rename('F.001.01', 'Sign in')]);
    expect(plan).toMatchObject({ version: 2, status: 'running' });
  });
});

describe('two editors', () => {
  it('who start from the same version: the slower one is told who was ahead', async () => {
    const other = planner(hub, 'anna');
    await other.edit(planId, [rename('F.001.01', 'Sign in')], 1);
    await expect(owner.edit(planId, [rename('F.001.01', 'Log in')], 1)).rejects.toMatchObject({
      code: 'conflict',
      message: expect.stringMatching(/version 2.*based on 1.*anna was ahead.*F\.001\.01/),
      details: { version: 2, baseVersion: 1 },
    });
    expect(titleOf(await owner.document(planId), 'F.001.01')).toBe('Sign in');
  });

  it('at the same moment: one of those who named the version wins, and nothing is lost', async () => {
    const calls = await Promise.allSettled(
      Array.from({ length: 8 }, (_, at) => owner.edit(planId, [rename('E.001', `Shop ${at}`)], 1)),
    );
    expect(codeOf(calls)).toEqual([...Array(7).fill('conflict'), 'ok']);
    expect((await owner.call(operations.showPlan, { planId })).version).toBe(2);
  });

  it('who name no version are all served, each on what the one before left', async () => {
    await Promise.all(
      Array.from({ length: 5 }, (_, at) => owner.edit(planId, [add('F.001.01', `Story ${at}`)])),
    );
    const { plan, document } = await owner.call(operations.planDocument, { planId });
    expect(plan.version).toBe(6);
    const stories = document.nodes.filter(({ parentId }) => parentId === 'F.001.01');
    expect(
      stories.map(({ title }) => title).filter((title) => title.startsWith('Story')),
    ).toHaveLength(5);
  });
});

describe('the history', () => {
  it('takes changes back one by one, and makes them again', async () => {
    await owner.edit(planId, [rename('F.001.01', 'One')]);
    await owner.edit(planId, [rename('F.001.01', 'Two')]);
    const first = await undo();
    expect(first).toMatchObject({ version: 4, canUndo: true, canRedo: true });
    expect(titleOf(await owner.document(planId), 'F.001.01')).toBe('One');
    await undo();
    await expect(undo()).rejects.toMatchObject({ code: 'precondition_failed' });
    expect(await owner.document(planId)).toEqual(samplePlan());
    await redo();
    await redo();
    await expect(redo()).rejects.toMatchObject({ code: 'precondition_failed' });
    expect(titleOf(await owner.document(planId), 'F.001.01')).toBe('Two');
  });

  it('forgets what was taken back once something else is changed', async () => {
    await owner.edit(planId, [rename('F.001.01', 'One')]);
    await undo();
    const { plan } = await owner.edit(planId, [rename('F.001.01', 'Other')]);
    expect(plan).toMatchObject({ canUndo: true, canRedo: false });
    await expect(redo()).rejects.toMatchObject({ code: 'precondition_failed' });
  });

  it('keeps the last 200 changes', async () => {
    for (let at = 0; at < 205; at += 1) await owner.edit(planId, [rename('E.001', `Shop ${at}`)]);
    const rows = await hub.store.reader.selectFrom('plan_change').select('seq').execute();
    expect(rows).toHaveLength(200);
    for (let at = 0; at < 200; at += 1) await undo();
    await expect(undo()).rejects.toMatchObject({ code: 'precondition_failed' });
    expect(titleOf(await owner.document(planId), 'E.001')).toBe('Shop 4');
  }, 60_000);

  it('gives the first document back after any edits, whatever they were', async () => {
    const id = fc.constantFrom(...samplePlan().nodes.map((node) => node.id));
    const edit: fc.Arbitrary<PlanEdit> = fc.oneof(
      fc
        .tuple(id, fc.string({ minLength: 1, maxLength: 9 }))
        .map(([nodeId, text]) => rename(nodeId, `${text}.`)),
      fc.tuple(id, fc.constant('New')).map(([parentId, title]) => add(parentId, title)),
      id.map((nodeId): PlanEdit => ({ kind: 'remove', nodeId })),
      fc.tuple(id, id).map(([nodeId, parentId]): PlanEdit => ({ kind: 'move', nodeId, parentId })),
      fc.tuple(id, id).map(
        ([from, to]): PlanEdit => ({
          kind: 'connect',
          edge: { from, to, kind: 'sequential' },
        }),
      ),
      fc.constant<PlanEdit>({
        kind: 'resource',
        resource: { name: 'database', capacity: 2, lockId: null },
      }),
    );
    const runs = fc.assert(
      fc.asyncProperty(fc.array(edit, { minLength: 1, maxLength: 12 }), async (edits) => {
        const first = (await owner.add(samplePlan())).plan;
        const start = await owner.document(first.id);
        for (const one of edits) await owner.edit(first.id, [one]).catch(() => undefined);
        const last = await owner.document(first.id);
        let plan = await owner.call(operations.showPlan, { planId: first.id });
        while (plan.canUndo) plan = await owner.call(operations.undoPlan, { planId: first.id });
        expect(await owner.document(first.id)).toEqual(start);
        while (plan.canRedo) plan = await owner.call(operations.redoPlan, { planId: first.id });
        expect(await owner.document(first.id)).toEqual(last);
        await owner.call(operations.removePlan, { planId: first.id });
      }),
      { numRuns: 15 },
    );
    await owner.call(operations.removePlan, { planId });
    await runs;
  }, 60_000);
});

describe('a change that breaks off', () => {
  it('leaves nothing behind, neither in the store nor in memory', async () => {
    const document = await owner.document(planId);
    await hub.store
      .write(async (writer) => {
        await writer.updateTable('plan').set({ title: 'Half' }).where('id', '=', planId).execute();
        throw new Error('killed');
      })
      .catch(() => undefined);
    const failing = planner(hub);
    // The last statement of an edit fails: its summary has characters no store can keep.
    await failing
      .call(operations.editPlan, {
        planId,
        edits: [rename('E.001', 'Half')],
        summary: 'a\u0000b',
      })
      .then(
        () => expect.unreachable(),
        () => undefined,
      );
    expect(await owner.document(planId)).toEqual(document);
    const plan = await owner.call(operations.showPlan, { planId });
    expect(plan).toMatchObject({ version: 1, title: 'Shop', canUndo: false });
    const changes = await hub.store.reader.selectFrom('plan_change').selectAll().execute();
    expect(changes).toEqual([]);
    expect((await owner.edit(planId, [rename('E.001', 'Whole')])).plan.version).toBe(2);
  });
});
