import { type PlanDocument, type PlanForecast, PlanLimits } from '@mosaic/contract';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { arbitraryPlan } from '../../test/arbitrary-plan.ts';
import { atomic, atomicsPlan } from '../../test/atomics-plan.ts';
import { indexPlan, isLeaf } from '../plan/plan-index.ts';
import { compareScenarios } from './compare-scenarios.ts';
import { type ForecastOptions, forecastPlan } from './forecast-plan.ts';
import type { EstimateFactors } from './learned-factors.ts';
import type { FinishedNode } from './plan-work.ts';
import { schedulePlan } from './schedule-plan.ts';

const limits = PlanLimits.parse({ workers: 3 });
const defaults: ForecastOptions = { limits, samples: 300, seed: 1 };
const forecast = (document: PlanDocument, options: Partial<ForecastOptions> = {}) =>
  forecastPlan(indexPlan(document), { ...defaults, ...options });
const spread = ({ minutes }: PlanForecast) => minutes.p95 - minutes.p50;
const plans = arbitraryPlan({ childrenMax: 3, edgesMax: 12 });
const samplesOf = (samples: number): EstimateFactors => ({
  factorFor: () => ({ minutes: 1, tokens: 1, samples }),
});
const leavesOf = (document: PlanDocument) => {
  const index = indexPlan(document);
  return index.nodes.filter((_, position) => isLeaf(index, position));
};
const finish = (minutes: number): FinishedNode => ({ minutes, tokens: 1_000, outcome: 'done' });

/** Leaves one after another and side by side, with bounds that are not the same everywhere. */
function mixed(count = 24) {
  const names = Array.from({ length: count }, (_, at) => `n${at}`);
  return atomicsPlan(
    names.map((name, at) =>
      atomic(name, 15 + (at % 4) * 5, {
        estimate: { minutes: 15 + (at % 4) * 5, minutesLow: 8, minutesHigh: 70, tokens: 9_000 },
      }),
    ),
    names.slice(3).map((name, at) => ({ from: `n${at}`, to: name })),
  );
}

describe('forecastPlan, for any plan', () => {
  it('says the same for the same seed, in growing percentiles that all samples add up to', () => {
    fc.assert(
      fc.property(plans, fc.nat(1_000), (document, seed) => {
        const first = forecast(document, { seed, samples: 100 });
        expect(forecast(structuredClone(document), { seed, samples: 100 })).toEqual(first);
        const { p50, p80, p95 } = first.minutes;
        expect(p50).toBeLessThanOrEqual(p80);
        expect(p80).toBeLessThanOrEqual(p95);
        expect(first.histogram.reduce((sum, it) => sum + it.count, 0)).toBe(100);
        expect(first.criticality.every((it) => it.share > 0 && it.share <= 1)).toBe(true);
      }),
      { numRuns: 25 },
    );
  });

  it('has no spread left once everything is finished', () => {
    fc.assert(
      fc.property(plans, (document) => {
        const leaves = leavesOf(document);
        const finished = new Map(leaves.map(({ id }, at) => [id, finish(10 + at)]));
        const result = forecast(document, { finished, samples: 100 });
        const { makespanMinutes } = schedulePlan(indexPlan(document), limits, { finished });
        const { p50, p95 } = result.minutes;
        expect(p95).toBe(p50);
        expect(p50).toBeCloseTo(makespanMinutes, 1);
        expect(result.tokens).toEqual({
          p50: leaves.length * 1_000,
          p80: leaves.length * 1_000,
          p95: leaves.length * 1_000,
        });
        expect(result).toMatchObject({ finished: leaves.length, unlearned: 0, criticality: [] });
        expect(result.histogram).toHaveLength(1);
      }),
      { numRuns: 25 },
    );
  });
});

describe('forecastPlan', () => {
  it('narrows as runs finish', () => {
    const { document } = mixed();
    const leaves = leavesOf(document);
    const spreads = [0, 6, 12, 18, 24].map((count) => {
      const finished = new Map(leaves.slice(0, count).map(({ id }) => [id, finish(20)]));
      return spread(forecast(document, { finished, samples: 2_000 }));
    });
    expect(spreads).toEqual(spreads.toSorted((a, b) => b - a));
    expect(new Set(spreads).size).toBe(spreads.length);
    expect(spreads.at(-1)).toBe(0);
  });

  it('narrows as more is learned, and tells confidence by the number of runs alone', () => {
    const { document } = mixed();
    const results = [0, 2, 5, 20].map((samples) =>
      forecast(document, { factors: samplesOf(samples), samples: 2_000 }),
    );
    expect(results.map((it) => it.confidence)).toEqual(['none', 'low', 'medium', 'high']);
    expect(results.map((it) => it.unlearned)).toEqual([24, 0, 0, 0]);
    const spreads = results.map(spread);
    expect(spreads).toEqual(spreads.toSorted((a, b) => b - a));
  });

  it('plays samples under the limits: more workers are no slower, and none is quicker than the work allows', () => {
    const { document } = mixed();
    const p50 = (workers: number) =>
      forecast(document, { limits: { ...limits, workers }, samples: 1_000 }).minutes.p50;
    const [one, two, many] = [p50(1), p50(2), p50(8)];
    expect(one).toBeGreaterThan(two * 1.7);
    expect(two).toBeGreaterThan(many);
    const shared = {
      ...document,
      nodes: document.nodes.map((node) => ({ ...node, files: ['src/app.ts'] })),
    };
    const alone = forecast(shared, { limits: { ...limits, workers: 8 }, samples: 1_000 });
    expect(alone.minutes.p50).toBeCloseTo(one, 0);
  });

  it('plays both branches: one that fails adds its repair now and then', () => {
    const { document, idOf } = atomicsPlan(
      [atomic('try', 10, { risk: 'high' }), atomic('go on', 10), atomic('repair', 1_000)],
      [
        { from: 'try', to: 'go on', kind: 'conditional', when: 'done' },
        { from: 'try', to: 'repair', kind: 'conditional', when: 'failed' },
      ],
    );
    const { minutes, criticality } = forecast(document, { samples: 4_000 });
    expect(minutes.p50).toBeLessThan(40);
    expect(minutes.p95).toBeGreaterThan(500);
    const repair = criticality.find((it) => it.id === idOf('repair'))?.share;
    expect(repair).toBeGreaterThan(0.14);
    expect(repair).toBeLessThan(0.26);
    const finished = new Map([[idOf('try'), finish(10)]]);
    expect(forecast(document, { finished }).minutes.p95).toBeLessThan(60);
  });

  it('knows which leaves are likely to set the end', () => {
    const { document, idOf } = atomicsPlan([
      atomic('long', 60),
      atomic('short', 1),
      atomic('near', 50),
    ]);
    const { criticality } = forecast(document, { samples: 2_000 });
    const [first, second, ...others] = criticality.map((it) => it.id);
    expect([first, second]).toEqual([idOf('long'), idOf('near')]);
    expect(others).toEqual([]);
  });

  it('lets what is under way take at least what it has taken', () => {
    const { document, idOf } = atomicsPlan([atomic('slow', 10)]);
    const started = new Map([[idOf('slow'), 300]]);
    const { minutes } = forecast(document, { started });
    expect(minutes.p50).toBeGreaterThan(300);
    expect(minutes.p95).toBeLessThan(320);
  });

  it('never takes unknown tokens or prices for nothing', () => {
    const { document } = mixed(4);
    const known = forecast(document, { prices: { microUsdPerToken: 3 } });
    expect(known.tokens?.p50).toBeGreaterThan(4 * 9_000 * 0.7);
    expect(known.costMicroUsd?.p50).toBeCloseTo((known.tokens?.p50 ?? 0) * 3, -1);
    expect(forecast(document).costMicroUsd).toBe(null);
    const nodes = document.nodes.map((node, at) =>
      at === document.nodes.length - 1
        ? { ...node, estimate: { minutes: 10, tokens: null } }
        : node,
    );
    expect(forecast({ ...document, nodes }, { prices: { microUsdPerToken: 3 } })).toMatchObject({
      tokens: null,
      costMicroUsd: null,
    });
  });
});

describe('compareScenarios', () => {
  it('begins with the plan as it is and gives every scenario the same luck', () => {
    const { document, idOf } = mixed();
    const [asIs, same, more, less] = compareScenarios(indexPlan(document), {
      ...defaults,
      scenarios: [
        { name: 'Same', without: [] },
        { name: 'Eight workers', limits: { ...limits, workers: 8 }, without: [] },
        { name: 'Less', without: [idOf('n0'), idOf('n5')] },
      ],
    });
    expect(same?.forecast).toEqual(asIs?.forecast);
    expect(asIs?.name).toBe('As planned');
    expect(more?.limits.workers).toBe(8);
    expect(more?.criticalMinutes).toBe(asIs?.criticalMinutes);
    expect(more?.forecast.minutes.p50).toBeLessThanOrEqual(asIs?.forecast.minutes.p50 ?? 0);
    expect(less?.criticalMinutes).toBeLessThanOrEqual(asIs?.criticalMinutes ?? 0);
    expect(less?.forecast.tokens?.p50).toBeLessThan(asIs?.forecast.tokens?.p50 ?? 0);
    expect(less?.without).toEqual([idOf('n0'), idOf('n5')]);
  });
});
