import { operations } from '@mosaic/contract';
import {
  goodAnswer,
  type ModelAnswer,
  type ModelRequest,
  type ScriptedModelServer,
  startModelServer,
} from '@tony/core/testing';
import { afterEach, describe, expect, it } from 'vitest';
import { openPlanHub, type PlanHub, type Planner, planner } from './plan-hub.ts';

let hub: PlanHub;
let owner: Planner;
let server: ScriptedModelServer;
afterEach(async () => {
  await hub.destroy();
  await server.close();
});

const key = 'sk-very-secret-key';

/** A hub whose model answers by this script. */
async function open(script: (request: ModelRequest) => ModelAnswer, tokens = 1_000_000) {
  server = await startModelServer('openai', script, key);
  hub = await openPlanHub({
    planningModel: {
      provider: 'openai-compatible',
      baseUrl: server.baseUrl,
      model: 'planner',
      apiKey: key,
      retries: 0,
    },
    planningTokens: tokens,
  });
  owner = planner(hub);
}

const good = (request: ModelRequest): ModelAnswer => ({
  text: JSON.stringify(goodAnswer(request, 2)),
});
const goal = (more = {}) => ({ from: { kind: 'goal' as const, goal: 'Build a shop', ...more } });
const plans = async () => (await owner.call(operations.listPlans, {})).items;

describe('a goal with a model', () => {
  it('is planned by it, corrections and all, and says who planned', async () => {
    await open((request) => (request.number === 2 ? { text: '{"nodes": "none"}' } : good(request)));
    const { plan, notes } = await owner.call(operations.addPlan, goal());
    expect(plan).toMatchObject({
      source: { kind: 'model', name: 'openai-compatible/planner' },
      status: 'draft',
      findings: { error: 0 },
      counts: { atomic: 32 },
    });
    expect(notes).toEqual([
      expect.stringMatching(/^Planned by openai-compatible\/planner: \d+ questions\.$/),
    ]);
    expect(server.problems).toEqual([]);
  });

  it('that ends at its budget is refused with the findings, or kept as a draft', async () => {
    const dear = { input: 3_000, output: 3_000 };
    await open((request) => ({ ...good(request), usage: dear }), 10_000);
    const refused = owner.call(operations.addPlan, goal());
    await expect(refused).rejects.toMatchObject({
      code: 'precondition_failed',
      message: expect.stringContaining('budget'),
    });
    await refused.catch(({ details }) => {
      expect(details.findings[0]).toMatchObject({ code: 'leaf_not_atomic' });
    });
    expect(await plans()).toEqual([]);
    const { plan, notes } = await owner.call(operations.addPlan, { ...goal(), keepDraft: true });
    expect(plan.findings.error).toBeGreaterThan(0);
    expect(notes[0]).toContain('budget');
  });

  it('that cannot be asked is planned from a template, which is said, without its key', async () => {
    await open(() => ({ status: 500, body: { error: `no such key ${key}` } }));
    const { plan, notes } = await owner.call(operations.addPlan, goal());
    expect(plan.source.kind).toBe('template');
    expect(notes[0]).toContain('openai-compatible/planner could not be asked');
    expect(JSON.stringify(notes)).not.toContain(key);
    await expect(owner.call(operations.addPlan, goal({ model: 'always' }))).rejects.toMatchObject({
      code: 'unavailable',
    });
    expect(await plans()).toHaveLength(1);
  });

  it('is not asked where a template is named or no model is wanted', async () => {
    await open(good);
    await owner.call(operations.addPlan, goal({ model: 'never' }));
    await owner.call(operations.addPlan, goal({ template: 'rest-api' }));
    expect(server.requests).toEqual([]);
  });

  it('leaves the hub free meanwhile: others read and write', async () => {
    await open((request) => (request.number === 3 ? { silence: true } : good(request)));
    const gone = new AbortController();
    const asked = hub.hub.call({
      operation: operations.addPlan.name,
      input: goal(),
      token: hub.owner,
      surface: 'rest',
      signal: gone.signal,
    });
    await expect.poll(() => server.requests.length).toBe(3);
    const from = { kind: 'empty' as const, title: 'Meanwhile' };
    await owner.call(operations.addPlan, { from });
    expect(await plans()).toHaveLength(1);
    gone.abort();
    await expect(asked).rejects.toMatchObject({ code: 'precondition_failed' });
    expect(await plans()).toHaveLength(1);
  });
});
