import { execFileSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { type Mission, operations, type PlanDocument } from '@mosaic/contract';
import { buildPlan, planToJson, type TreeEdge, type TreeNode } from '@tony/core/planning';
import { afterEach, describe, expect, it } from 'vitest';
import { type Behaviour, createRepository, openMissionBench } from '../../test/mission-bench.ts';

const cleanUp: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const work of cleanUp.splice(0).reverse()) await work();
});

async function begin(document: PlanDocument, behave?: Behaviour) {
  const repository = createRepository({ 'src/a.ts': 'a\n' });
  const bench = await openMissionBench(behave);
  cleanUp.push(
    () => rmSync(repository, { recursive: true, force: true }),
    () => bench.destroy(),
  );
  const project = await bench.caller().call(operations.addProject, { path: repository });
  const { plan } = await bench.caller().call(operations.addPlan, {
    projectId: project.id,
    from: { kind: 'document', text: planToJson(document), format: 'plan' },
    keepDraft: true,
  });
  const start = (wishes: object = {}) =>
    bench.caller().call(operations.startMission, {
      projectId: project.id,
      plan: 'E.001',
      runtime: 'scripted',
      ...wishes,
    });
  const git = (...args: string[]) => execFileSync('git', args, { cwd: repository }).toString();
  return { bench, project, plan, start, git };
}

const isOver = (mission: Mission) => mission.finishedAt !== null;

function feature(title: string, atomics: readonly string[]): TreeNode {
  const children = atomics.map((key) => ({
    key,
    title: `Do ${key}`,
    estimate: { minutes: 20, tokens: 4_000 },
    completionCriteria: [`${key} is there.`],
    files: [`done/${key}.txt`],
  }));
  const task = { title: 'Task', children: [{ title: 'Subtask', children }] };
  const story = { title: 'Story', acceptanceCriteria: ['It can be used.'], children: [task] };
  return { title, key: title, children: [story] };
}

function plan(features: readonly TreeNode[], edges: readonly TreeEdge[] = []): PlanDocument {
  return buildPlan({
    title: 'Shop',
    goal: 'Sell things',
    source: { kind: 'manual', name: null },
    epics: [{ title: 'Shop', children: features }],
    edges,
  }).document;
}

/** `ask` decides whether `yes` or `no` is done. */
const branching = plan(
  [feature('Payment', ['ask', 'yes', 'no', 'last']), feature('Checkout', ['show'])],
  [
    { from: 'ask', to: 'yes', kind: 'conditional', when: 'done' },
    { from: 'ask', to: 'no', kind: 'conditional', when: 'failed' },
    { from: 'yes', to: 'last' },
    { from: 'no', to: 'last' },
    { from: 'Payment', to: 'Checkout' },
  ],
);

async function statuses(bench: Awaited<ReturnType<typeof begin>>['bench'], missionId: string) {
  const { items } = await bench.caller().call(operations.listTasks, { missionId, limit: 500 });
  const own = items.filter(({ kind }) => kind === 'atomic');
  return Object.fromEntries(own.map(({ title, status }) => [title.slice(3), status]));
}

describe('a mission that runs a plan', () => {
  it('does the atomics by phases, skips the branch not taken, and frees the plan', async () => {
    const { bench, plan: added, start, git } = await begin(branching);
    const mission = await start();
    expect(mission.planId).toBe(added.id);
    const ended = await bench.play(mission.id, isOver);
    expect(ended).toMatchObject({ status: 'completed', reportName: null, name: 'Shop' });
    expect(await statuses(bench, mission.id)).toEqual({
      ask: 'done',
      yes: 'done',
      no: 'skipped',
      last: 'done',
      show: 'done',
    });
    expect(
      ended.phases.map(({ branch, done, skipped, stage }) => [branch, done, skipped, stage]),
    ).toEqual([
      ['feat/payment', 3, 1, 'complete'],
      ['feat/checkout', 1, 0, 'complete'],
    ]);
    const table = git('show', `${mission.branch}:docs/tasks/${mission.milestone}-tasks.md`);
    expect(table).toMatch(/A\.001\.01\.01\.01\.01\.03 \| skipped/);
    const { items: gates } = await bench
      .caller()
      .call(operations.missionGates, { missionId: mission.id });
    expect(gates.map(({ nodeId, status }) => [nodeId, status]).slice(0, 3)).toEqual([
      ['E.001', 'passed'],
      ['F.001.01', 'passed'],
      ['S.001.01.01', 'passed'],
    ]);
    const now = await bench.caller().call(operations.showPlan, { planId: added.id });
    expect(now).toMatchObject({ status: 'done', missionId: mission.id });
  });

  it('takes the other branch when what decides is put off', async () => {
    const { bench, start } = await begin(branching, ({ task, brief }) =>
      task.title === 'Do ask' && brief.step === 'work'
        ? {
            status: 'failed',
            failure: { code: 'reported_failure', message: 'No.' },
            usedTokens: 10,
            notes: '',
            sandboxed: true,
          }
        : undefined,
    );
    const { id } = await start();
    const ended = await bench.play(id, isOver);
    expect(ended.status).toBe('completed_with_deferrals');
    expect(await statuses(bench, id)).toEqual({
      ask: 'deferred',
      yes: 'skipped',
      no: 'done',
      last: 'done',
      show: 'done',
    });
    const { items } = await bench
      .caller()
      .call(operations.listTasks, { missionId: id, status: 'skipped' });
    expect(items[0]?.skipReason).toMatch(
      /^Branch not taken: it is for A\.001\.01\.01\.01\.01\.01 ending as done/,
    );
  });

  it('ends the same when hub and engine are restarted after every step', async () => {
    const { bench, start, git } = await begin(branching);
    const { id, branch } = await start();
    let seen = '';
    for (let restarts = 0; restarts < 60; restarts += 1) {
      const mission = await bench.play(id, (now) => {
        const text = JSON.stringify([now.status, now.tasks, now.phases]);
        const isNew = text !== seen;
        seen = text;
        return isNew || isOver(now);
      });
      await bench.restart();
      if (isOver(mission)) break;
    }
    expect(await statuses(bench, id)).toMatchObject({ yes: 'done', no: 'skipped', show: 'done' });
    const landed = git('log', '--format=%s', branch)
      .split('\n')
      .filter((line) => line.startsWith('fix('));
    expect(landed).toHaveLength(4);
    expect(new Set(landed).size).toBe(4);
  });

  it('does not follow changes of the plan once it runs', async () => {
    const { bench, plan: added, start } = await begin(branching);
    const { id } = await start();
    const edit = bench.caller().call(operations.editPlan, {
      planId: added.id,
      edits: [{ kind: 'change', nodeId: 'A.001.01.01.01.01.02', fields: { title: 'Do other' } }],
    });
    // Whether a running plan may be edited is the plan's business; the mission keeps its own.
    await edit.catch(() => {});
    await bench.play(id, isOver);
    expect(Object.keys(await statuses(bench, id))).toContain('yes');
  });

  it('refuses a plan that could not be finished, with the findings', async () => {
    const circle = plan(
      [feature('A', ['one', 'two'])],
      [
        { from: 'one', to: 'two' },
        { from: 'two', to: 'one' },
      ],
    );
    const { start } = await begin(circle);
    await expect(start()).rejects.toMatchObject({
      code: 'precondition_failed',
      message: expect.stringContaining('(cycle)'),
      details: { findings: [expect.objectContaining({ code: 'cycle' })] },
    });
  });

  it('refuses to be given a plan and a report, and a runtime that cannot read plans', async () => {
    const { start } = await begin(branching);
    await expect(start({ report: 'audit' })).rejects.toMatchObject({ code: 'invalid_input' });
    await expect(start({ runtime: 'fixer' })).rejects.toMatchObject({
      code: 'precondition_failed',
    });
    await expect(start({ plan: 'E.007' })).rejects.toMatchObject({ code: 'not_found' });
  });

  it('keeps others off a lock while it works, and is kept off by them', async () => {
    const needs = feature('Release', ['deploy']);
    const document = {
      ...plan([needs]),
      resources: [{ name: 'production', capacity: 1, lockId: 'deploy:web' }],
    };
    const nodes = document.nodes.map((node) =>
      node.id.startsWith('A.') ? { ...node, uses: [{ name: 'production', units: 1 }] } : node,
    );
    const holders = async () => {
      const { items } = await bench.caller().call(operations.listLocks, {});
      return items.map(({ id, inUse }) => `${id} ${inUse}`);
    };
    const seen: string[][] = [];
    const { bench, start } = await begin({ ...document, nodes });
    const { ticket } = await bench.caller().call(operations.acquireLock, {
      owner: 'somebody',
      locks: [{ lockId: 'deploy:web' }],
    });
    const { id } = await start();
    const held = await bench.play(id, ({ waitingFor }) => waitingFor.length > 0);
    expect(held.waitingFor).toEqual(['A.001.01.01.01.01.01 waits for the lock deploy:web.']);
    await bench.restart();
    await bench.caller().call(operations.releaseLock, { holdId: ticket });
    await bench.play(id, ({ tasks }) => tasks['in-progress'] > 0);
    seen.push(await holders());
    await bench.restart();
    const ended = await bench.play(id, isOver);
    expect(ended).toMatchObject({ status: 'completed', waitingFor: [] });
    seen.push(await holders());
    expect(seen).toEqual([['deploy:web 1'], []]);
  });

  it('waits for what another plan has to do, and says so', async () => {
    const first = await begin(plan([feature('Ground', ['dig'])]));
    const { bench, plan: other } = first;
    const repository = createRepository({ 'src/b.ts': 'b\n' });
    cleanUp.push(() => rmSync(repository, { recursive: true, force: true }));
    const project = await bench.caller().call(operations.addProject, { path: repository });
    const house = {
      ...plan([feature('House', ['build'])]),
      externals: [{ nodeId: 'A.001.01.01.01.01.01', planId: other.id, otherId: 'F.001.01' }],
    };
    const { plan: added } = await bench.caller().call(operations.addPlan, {
      projectId: project.id,
      from: { kind: 'document', text: planToJson(house), format: 'plan' },
    });
    const waiting = await bench.caller().call(operations.startMission, {
      projectId: project.id,
      plan: added.id,
      runtime: 'scripted',
    });
    const held = await bench.play(waiting.id, ({ waitingFor }) => waitingFor.length > 0);
    expect(held.waitingFor).toEqual([
      `A.001.01.01.01.01.01 waits for plan ${other.id}: F.001.01 is not done there yet.`,
    ]);
    const digging = await first.start();
    await bench.play(digging.id, isOver);
    const built = await bench.play(waiting.id, isOver);
    expect(built).toMatchObject({ status: 'completed', waitingFor: [] });
  });
});
