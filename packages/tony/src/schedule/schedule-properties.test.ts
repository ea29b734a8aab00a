import {
  PlanLimits as Limits,
  type PlanDocument,
  type PlanLimits,
  type PlanSchedule,
} from '@mosaic/contract';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { arbitraryPlan } from '../../test/arbitrary-plan.ts';
import { indexPlan, isLeaf, type PlanIndex } from '../plan/plan-index.ts';
import { isWithin } from '../plan/precedence-graph.ts';
import { globsOverlap, normalPath } from './glob-overlap.ts';
import { schedulePlan } from './schedule-plan.ts';

const close = 1e-3;
const limitsArbitrary: fc.Arbitrary<PlanLimits> = fc.record({
  workers: fc.integer({ min: 1, max: 6 }),
  agents: fc.constantFrom<Record<string, number>[]>(
    {},
    { 'backend-agent': 1 },
    { 'testing-agent': 2 },
  ),
  separateFiles: fc.boolean(),
});
const plans = arbitraryPlan({ childrenMax: 3, edgesMax: 20 });

function leavesOf(index: PlanIndex, schedule: PlanSchedule) {
  return schedule.nodes.filter((node) => isLeaf(index, index.positionOf.get(node.id) ?? 0));
}

/** Most of `units` held at one moment. */
function peak(intervals: readonly { start: number; end: number; units: number }[]): number {
  const moments = intervals
    .flatMap(({ start, end, units }) => [
      { at: start + close, units },
      { at: Math.max(start + close, end - close), units: -units },
    ])
    .sort((a, b) => a.at - b.at || a.units - b.units);
  let held = 0;
  let most = 0;
  for (const { units } of moments) {
    held += units;
    most = Math.max(most, held);
  }
  return most;
}

const overlap = (
  a: { startMinutes: number; endMinutes: number },
  b: { startMinutes: number; endMinutes: number },
) => Math.min(a.endMinutes, b.endMinutes) - Math.max(a.startMinutes, b.startMinutes) > close;

function expectOrder(document: PlanDocument, schedule: PlanSchedule) {
  const times = new Map(schedule.nodes.map((node) => [node.id, node]));
  for (const edge of document.edges) {
    if (edge.kind !== 'sequential' && edge.kind !== 'conditional') continue;
    const from = times.get(edge.from);
    const to = times.get(edge.to);
    if (from && to) expect(to.startMinutes).toBeGreaterThanOrEqual(from.endMinutes - close);
  }
}

function expectLimits(index: PlanIndex, schedule: PlanSchedule, limits: PlanLimits) {
  const busy = leavesOf(index, schedule).filter((node) => node.worker !== null);
  const nodeOf = (id: string) => index.nodes[index.positionOf.get(id) ?? 0];
  const chain = (id: string) => {
    const above = [];
    for (let at = index.positionOf.get(id) ?? -1; at >= 0; at = index.parent[at] ?? -1)
      above.push(index.nodes[at]);
    return above;
  };
  const held = (unitsOf: (id: string) => number) =>
    peak(busy.map((it) => ({ start: it.startMinutes, end: it.endMinutes, units: unitsOf(it.id) })));
  expect(held(() => 1)).toBeLessThanOrEqual(limits.workers);
  for (const [type, most] of Object.entries(limits.agents)) {
    const own = (id: string) => chain(id).find((it) => it?.agentType)?.agentType;
    expect(held((id) => (own(id) === type ? 1 : 0))).toBeLessThanOrEqual(most);
  }
  for (const { name, capacity } of index.document.resources) {
    const units = (id: string) =>
      Math.max(
        0,
        ...chain(id)
          .flatMap((it) => it?.uses ?? [])
          .filter((it) => it.name === name)
          .map((it) => it.units),
      );
    expect(held(units)).toBeLessThanOrEqual(capacity);
  }
  const workers = new Set(busy.map((it) => it.worker));
  for (const worker of workers) {
    expect(worker).toBeLessThan(limits.workers);
    const own = busy.filter((it) => it.worker === worker);
    expect(
      peak(own.map((it) => ({ start: it.startMinutes, end: it.endMinutes, units: 1 }))),
    ).toBeLessThanOrEqual(1);
  }
  for (const [at, first] of busy.entries()) {
    for (const second of busy.slice(at + 1)) {
      if (!overlap(first, second)) continue;
      const files = nodeOf(first.id)?.files ?? [];
      const others = nodeOf(second.id)?.files ?? [];
      const shared = files.some((a) =>
        others.some((b) => globsOverlap(normalPath(a), normalPath(b))),
      );
      if (limits.separateFiles) expect(shared).toBe(false);
      for (const edge of index.document.edges.filter((it) => it.kind === 'resource')) {
        const from = index.positionOf.get(edge.from) ?? -1;
        const to = index.positionOf.get(edge.to) ?? -1;
        const a = index.positionOf.get(first.id) ?? -1;
        const b = index.positionOf.get(second.id) ?? -1;
        const meets = (x: number, y: number) => isWithin(index, x, from) && isWithin(index, y, to);
        expect(meets(a, b) || meets(b, a)).toBe(false);
      }
    }
  }
}

describe('schedulePlan, for any plan and limits', () => {
  it('starts no node before its predecessors and exceeds no limit', () => {
    fc.assert(
      fc.property(plans, limitsArbitrary, (document, limits) => {
        const index = indexPlan(document);
        const schedule = schedulePlan(index, limits);
        expect(schedule.nodes).toHaveLength(document.nodes.length);
        expectOrder(document, schedule);
        expectLimits(index, schedule, limits);
      }),
      { numRuns: 60 },
    );
  });

  it('takes at least the critical time and a fair share of the work, at most all of the work', () => {
    fc.assert(
      fc.property(plans, limitsArbitrary, (document, limits) => {
        const { makespanMinutes, criticalMinutes, workMinutes, criticalPath, nodes } = schedulePlan(
          indexPlan(document),
          limits,
        );
        expect(makespanMinutes).toBeGreaterThanOrEqual(criticalMinutes - close);
        expect(makespanMinutes).toBeGreaterThanOrEqual(workMinutes / limits.workers - close);
        expect(makespanMinutes).toBeLessThanOrEqual(workMinutes + close);
        const times = new Map(nodes.map((node) => [node.id, node]));
        const along = criticalPath.map((id) => times.get(id));
        const sum = along.reduce(
          (total, it) => total + (it ? it.endMinutes - it.startMinutes : 0),
          0,
        );
        expect(sum).toBeCloseTo(criticalMinutes, 3);
        expect(along.every((it) => it?.isCritical && it.slackMinutes === 0)).toBe(true);
      }),
      { numRuns: 60 },
    );
  });

  it('needs no more than the critical time with a worker for each leaf and nothing shared', () => {
    fc.assert(
      fc.property(plans, (document) => {
        const alone: PlanDocument = {
          ...document,
          resources: [],
          edges: document.edges.filter((edge) => edge.kind !== 'resource'),
        };
        const limits = { workers: 64, agents: {}, separateFiles: false };
        const index = indexPlan(alone);
        fc.pre(alone.nodes.length <= 64);
        const schedule = schedulePlan(index, limits);
        expect(schedule.makespanMinutes).toBeCloseTo(schedule.criticalMinutes, 3);
        expect(schedule.bottlenecks).toEqual([]);
      }),
      { numRuns: 40 },
    );
  });

  it('says how much later a leaf may begin: by its slack nothing moves, by more the end does', () => {
    fc.assert(
      fc.property(plans, fc.nat(), (document, pick) => {
        const index = indexPlan(document);
        const limits = Limits.parse({});
        const minutesOf = (id: string) =>
          schedulePlan(index, limits).nodes.find((it) => it.id === id);
        const open = leavesOf(index, schedulePlan(index, limits)).filter(
          (it) => it.worker !== null,
        );
        const chosen = open[pick % open.length];
        if (chosen === undefined) return;
        const before = schedulePlan(index, limits);
        // Later by some minutes is the same as longer by them.
        const longerBy = (minutes: number) =>
          schedulePlan(index, limits, {
            minutesOf: (node) =>
              (node.estimate?.minutes ?? 20) + (node.id === chosen.id ? minutes : 0),
          }).criticalMinutes;
        expect(minutesOf(chosen.id)?.isCritical).toBe(chosen.slackMinutes === 0);
        expect(longerBy(chosen.slackMinutes)).toBeCloseTo(before.criticalMinutes, 3);
        expect(longerBy(chosen.slackMinutes + 5)).toBeCloseTo(before.criticalMinutes + 5, 3);
      }),
      { numRuns: 40 },
    );
  });

  it('says the same every time', () => {
    fc.assert(
      fc.property(plans, limitsArbitrary, (document, limits) => {
        const again = schedulePlan(indexPlan(structuredClone(document)), limits);
        expect(schedulePlan(indexPlan(document), limits)).toEqual(again);
      }),
      { numRuns: 20 },
    );
  });

  it('never gets a longer critical path or more work from leaving something out', () => {
    fc.assert(
      fc.property(plans, limitsArbitrary, fc.nat(), (document, limits, pick) => {
        const index = indexPlan(document);
        const id = document.nodes[pick % document.nodes.length]?.id ?? '';
        const whole = schedulePlan(index, limits);
        const less = schedulePlan(index, limits, { without: new Set([id]) });
        expect(less.criticalMinutes).toBeLessThanOrEqual(whole.criticalMinutes + close);
        expect(less.workMinutes).toBeLessThanOrEqual(whole.workMinutes + close);
        const position = index.positionOf.get(id) ?? 0;
        expect(less.nodes).toHaveLength(
          document.nodes.length - ((index.end[position] ?? 0) - position),
        );
        expectLimits(index, less, limits);
      }),
      { numRuns: 40 },
    );
  });
});
