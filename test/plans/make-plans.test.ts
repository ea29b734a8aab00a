import { operations } from '@mosaic/contract';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openPlanHub, type PlanHub, type Planner, planner } from './plan-hub.ts';

let hub: PlanHub;
let owner: Planner;
beforeEach(async () => {
  hub = await openPlanHub();
  owner = planner(hub);
});
afterEach(() => hub.destroy());

const goal = (text: string, more = {}) => ({
  from: { kind: 'goal' as const, goal: text, ...more },
});
const express = {
  'package.json': JSON.stringify({
    name: 'shop',
    dependencies: { express: '^5.0.0' },
    devDependencies: { vitest: '^4.0.0' },
    scripts: { test: 'vitest run' },
  }),
  'src/app.js':
    "import express from 'express';\nconst app = express();\napp.get('/orders', list);\napp.listen(3000);\n",
  'src/app.test.js': "import './app.js';\n",
};

describe('a goal without a model', () => {
  it('becomes the plan of the template that fits, which names files of the repository', async () => {
    const { id: projectId } = await hub.addProject(express);
    const { plan, notes } = await owner.call(operations.addPlan, {
      projectId,
      ...goal('Build a REST API'),
    });
    expect(plan).toMatchObject({
      source: { kind: 'template', name: 'rest-api' },
      status: 'draft',
      findings: { error: 0 },
      epics: ['E.001'],
    });
    expect(notes[0]).toMatch(
      /^Made from the template ".*" \(rest-api\): no model is configured\.$/,
    );
    const { nodes } = await owner.document(plan.id);
    expect(nodes.some(({ files }) => files.includes('src/app.js'))).toBe(true);
  });

  it('is planned from the template that is named, and refused for one that is not there', async () => {
    const { plan } = await owner.call(
      operations.addPlan,
      goal('Anything', { template: 'rest-api' }),
    );
    expect(plan.source.name).toBe('rest-api');
    await expect(
      owner.call(operations.addPlan, goal('Anything', { template: 'moon-base' })),
    ).rejects.toMatchObject({ code: 'not_found', message: expect.stringContaining('rest-api') });
    await expect(
      owner.call(operations.addPlan, goal('Anything', { model: 'always' })),
    ).rejects.toMatchObject({ code: 'precondition_failed' });
  });

  it('lists templates, the best match first', async () => {
    const { items } = await owner.call(operations.listTemplates, { goal: 'Build a REST API' });
    expect(items[0]).toMatchObject({ name: 'rest-api' });
    expect(items[0]?.score).toBeGreaterThan(items[1]?.score ?? 1);
    const all = await owner.call(operations.listTemplates, {});
    expect(all.items).toHaveLength(items.length);
    expect(all.items.every(({ score }) => score === null)).toBe(true);
  });

  it('is planned though the repository cannot be read, and says so', async () => {
    const project = await hub.addProject();
    await hub.removeRepository(project.path);
    const { notes } = await owner.call(operations.addPlan, {
      projectId: project.id,
      ...goal('Build a REST API'),
    });
    expect(notes.at(-1)).toContain('The repository was not looked at');
    await expect(
      owner.call(operations.analyseRepository, { projectId: project.id }),
    ).rejects.toMatchObject({ code: 'not_found' });
  });
});

describe('a document', () => {
  it('becomes a plan with the numbers that are free, whatever its form', async () => {
    const { id: projectId } = await hub.addProject();
    const outline = '# Shop\n\n- [ ] Accounts\n  - [ ] Sign in\n- [ ] Orders\n  - [ ] Buy\n';
    const from = { kind: 'document' as const, text: outline, name: 'shop.md' };
    const first = await owner.call(operations.addPlan, { projectId, from });
    const second = await owner.call(operations.addPlan, { projectId, from });
    expect(first.plan).toMatchObject({ epics: ['E.001'], source: { kind: 'markdown' } });
    expect(second.plan.epics).toEqual(['E.002']);
    expect(second.plan.counts).toEqual(first.plan.counts);
  });

  it('of tasks or findings is read by who knows its form', async () => {
    const report =
      '# Review\n\n### SEC-API-1: Tokens are logged\n\n- **Severity:** critical\n- **File:** src/log.ts:12\n\nTokens end up in the log.\n';
    const { plan } = await owner.call(operations.addPlan, {
      from: { kind: 'document', text: report, format: 'report', name: '01-security.md' },
      keepDraft: true,
    });
    expect(plan.source.kind).toBe('report');
  });

  it('that cannot be read is refused with its line', async () => {
    const from = { kind: 'document' as const, text: '{"nodes": [', format: 'plan' as const };
    await expect(owner.call(operations.addPlan, { from })).rejects.toMatchObject({
      code: 'invalid_input',
    });
  });
});

describe('an agent that proposes', () => {
  const feature = (title: string) => ({ title });
  const propose = (planId: string, parentId: string | null, titles: readonly string[], more = {}) =>
    owner.call(operations.proposeNodes, {
      planId,
      parentId,
      nodes: titles.map((title) => ({ ...feature(title), ...more })),
    });
  const start = async () => {
    const { plan } = await owner.call(operations.addPlan, {
      from: { kind: 'empty', title: 'Shop' },
    });
    return plan;
  };

  it('is told what is wanted next, level by level, until the plan compiles', async () => {
    const plan = await start();
    const planId = plan.id;
    let step = await propose(planId, 'E.001', ['Accounts', 'Orders']);
    expect(step).toMatchObject({
      isAccepted: true,
      added: ['F.001.01', 'F.001.02'],
      next: { parentId: 'F.001.01' },
      plan: { status: 'drafting', source: { kind: 'agent' } },
    });
    for (let steps = 0; step.next !== null && steps < 40; steps += 1) {
      const more = {
        acceptanceCriteria: ['People can use it.'],
        estimate: step.next.level === 'subtask' ? { minutes: 20 } : null,
        completionCriteria: step.next.level === 'subtask' ? ['Its test passes.'] : [],
      };
      step = await propose(planId, step.next.parentId, ['One', 'Two'], more);
      expect(step.isAccepted).toBe(true);
    }
    expect(step.plan).toMatchObject({ status: 'draft', counts: { atomic: 32 } });
    expect((await owner.call(operations.checkPlan, { planId })).isRunnable).toBe(true);
  });

  it('gets the findings of what does not compile, and nothing of it is stored', async () => {
    const { id: planId } = await start();
    const refused = await owner.call(operations.proposeNodes, {
      planId,
      parentId: 'E.001',
      nodes: [{ title: 'Accounts' }, { title: 'Orders' }],
      edges: [
        { from: '#1', to: '#2' },
        { from: '#2', to: '#1' },
      ],
    });
    expect(refused).toMatchObject({ isAccepted: false, added: [], plan: { version: 1 } });
    expect(refused.findings.map(({ code }) => code)).toContain('cycle');
    const accepted = await propose(planId, 'E.001', ['Accounts', 'Orders']);
    expect(accepted.budget).toBe(refused.budget - 1);
    expect((await owner.document(planId)).nodes).toHaveLength(3);
  });

  it('has used up its budget in the end', async () => {
    const { id: planId } = await start();
    await hub.store.write((writer) =>
      writer.updateTable('plan').set({ proposals_left: 1 }).where('id', '=', planId).execute(),
    );
    expect((await propose(planId, 'E.001', ['One', 'Two'])).budget).toBe(0);
    await expect(propose(planId, 'F.001.01', ['One', 'Two'])).rejects.toMatchObject({
      code: 'precondition_failed',
    });
  });
});
