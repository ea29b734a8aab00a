import { setTimeout as sleep } from 'node:timers/promises';
import type { PlanDocument } from '@mosaic/contract';
import { systemClock } from '@mosaic/mcp';
import { describe, expect, it } from 'vitest';
import { buildPlan, type TreeNode } from '../../plan/build-plan.ts';
import { createJobThread } from './job-thread.ts';
import { createPlanCompute } from './plan-compute.ts';

const leaf = (at: number): TreeNode => ({
  title: `Step ${at}`,
  estimate: { minutes: 20, tokens: 1_000 },
});
const plan = (steps: number): PlanDocument =>
  buildPlan({
    title: 'Shop',
    source: { kind: 'manual', name: null },
    epics: [{ title: 'Shop', children: Array.from({ length: steps }, (_, at) => leaf(at)) }],
  }).document;

const limits = { workers: 2, agents: {}, separateFiles: true };
const learned = { runs: [], runtime: '', projectId: '' };
const job = (document: PlanDocument) => ({ document, limits, state: {}, learned });

/** Everything in a thread, and everything at once. */
const inThread = createPlanCompute({ inlineNodesMax: 0, inlineSamplesMax: 0 });
const inline = createPlanCompute({ inlineNodesMax: 1e9, inlineSamplesMax: 1e9 });

describe('a thread', () => {
  it('computes what would be computed without it, document after document', async () => {
    const state = {
      finished: new Map([['F.001.01', { minutes: 5, tokens: null, outcome: 'done' as const }]]),
    };
    for (const document of [plan(3), plan(5), plan(4), plan(6), plan(2), plan(7)]) {
      const forecast = { ...job(document), state, samples: 50, seed: 3 };
      const compare = { ...forecast, scenarios: [{ name: 'x', without: ['F.001.02'] }] };
      const all = (compute: typeof inline) =>
        Promise.all([
          compute.check({ document, known: null }),
          compute.schedule(job(document)),
          compute.forecast(forecast),
          compute.compare(compare),
          compute.gaps({ document, analysis: null }),
          compute.workers(job(document)),
        ]);
      expect(await all(inThread)).toEqual(await all(inline));
    }
  });

  it('refuses as the computation does', async () => {
    const document = plan(2);
    const circle = {
      ...document,
      edges: [
        { from: 'F.001.01', to: 'F.001.02', kind: 'sequential' as const },
        { from: 'F.001.02', to: 'F.001.01', kind: 'sequential' as const },
      ],
    };
    await expect(inThread.schedule(job(circle))).rejects.toMatchObject({
      code: 'precondition_failed',
      message: expect.stringContaining('cycle'),
    });
    expect((await inThread.schedule(job(document))).workMinutes).toBe(40);
  });

  it('leaves the hub free meanwhile', async () => {
    let turns = 0;
    const timer = setInterval(() => {
      turns += 1;
    }, 1);
    await inThread.forecast({ ...job(plan(50)), samples: 20_000, seed: 1 });
    clearInterval(timer);
    expect(turns).toBeGreaterThan(5);
  });
});

describe('a job', () => {
  const entry = (code: string) => new URL(`data:text/javascript,${encodeURIComponent(code)}`);
  const prelude = "import { parentPort } from 'node:worker_threads';";
  const echo = `${prelude} parentPort.on('message', ({ id, input }) => {
    if (input === 'die') process.exit(3);
    if (input === 'throw') throw new Error('broken');
    if (input === 'hang') return;
    parentPort.postMessage({ id, output: input });
  });`;
  const thread = (more = {}) =>
    createJobThread(entry(echo), systemClock, { computeMsMax: 5_000, computeQueueMax: 2, ...more });

  it('that takes too long is given up, and the next one is done', async () => {
    const { run } = thread({ computeMsMax: 300 });
    const hung = run('x', () => 'hang');
    const next = run('x', (isNew) => `new: ${isNew}`);
    await expect(hung).rejects.toMatchObject({ code: 'unavailable' });
    expect(await next).toBe('new: true');
    expect(await run('x', (isNew) => `new: ${isNew}`)).toBe('new: false');
  });

  it.each(['throw', 'die'])(
    'whose thread breaks (%s) is refused, and the next one is done',
    async (how) => {
      const { run } = thread();
      await expect(run('x', () => how)).rejects.toMatchObject({ code: 'unavailable' });
      await sleep(0);
      expect(await run('x', () => 'well')).toBe('well');
    },
  );

  it('is refused when too many wait', async () => {
    const { run } = thread({ computeMsMax: 200 });
    const jobs = [1, 2, 3, 4].map(() => run('x', () => 'hang'));
    const outcomes = await Promise.allSettled(jobs);
    const messages = outcomes.map((each) =>
      each.status === 'rejected' ? each.reason.message : '',
    );
    expect(messages.filter((text) => text.includes('wait already'))).toHaveLength(1);
  });
});
