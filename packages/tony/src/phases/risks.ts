import type { PlanNode } from '@mosaic/contract';
import { leavesOf, type PhaseFacts } from './phase-facts.ts';

export type Level = 'low' | 'medium' | 'high';

export interface Risk {
  readonly id: string;
  readonly category: 'technical' | 'schedule' | 'knowledge' | 'external' | 'quality';
  readonly description: string;
  readonly likelihood: Level;
  readonly impact: Level;
  readonly severity: Level;
  readonly mitigation: string;
  /** Files and nodes that show it. */
  readonly evidence: readonly string[];
}

type Found = Omit<Risk, 'id' | 'severity'>;
type Rule = (facts: PhaseFacts, leaves: readonly PlanNode[]) => Found | null;

const shown = 15;
const first = (items: Iterable<string>) => [...new Set(items)].slice(0, shown);

/** Risks that can be seen in the plan, the repository, the schedule and the forecast; the worst first. */
export function findRisks(facts: PhaseFacts): Risk[] {
  const leaves = leavesOf(facts.index);
  const order: readonly Level[] = ['high', 'medium', 'low'];
  return rules
    .flatMap((rule) => rule(facts, leaves) ?? [])
    .map((found) => ({ ...found, severity: severityOf(found.likelihood, found.impact) }))
    .toSorted((a, b) => order.indexOf(a.severity) - order.indexOf(b.severity))
    .map((risk, at) => ({ id: `R-${String(at + 1).padStart(2, '0')}`, ...risk }));
}

function severityOf(likelihood: Level, impact: Level): Level {
  const points = { low: 1, medium: 2, high: 3 };
  const product = points[likelihood] * points[impact];
  if (product >= 6) return 'high';
  return product >= 3 ? 'medium' : 'low';
}

/** Files that leaves name exactly; globs are left out. */
function plannedFiles(leaves: readonly PlanNode[]): Map<string, string[]> {
  const files = new Map<string, string[]>();
  for (const { id, files: own } of leaves) {
    for (const file of own) files.set(file, [...(files.get(file) ?? []), id]);
  }
  return files;
}

const rules: readonly Rule[] = [
  function markedRisky(_facts, leaves) {
    const risky = leaves.filter(({ risk }) => risk === 'high');
    if (risky.length === 0) return null;
    return {
      category: 'technical',
      description: `Atomics marked as risky: ${risky.length} of ${leaves.length}.`,
      likelihood: risky.length > leaves.length / 4 ? 'high' : 'medium',
      impact: 'high',
      mitigation: 'Do them early, while there is time to change course.',
      evidence: first(risky.map(({ id }) => id)),
    };
  },
  function touchesHotSpots({ analysis }, leaves) {
    const files = plannedFiles(leaves);
    const hot = (analysis?.hotSpots ?? []).filter(({ path }) => files.has(path));
    if (hot.length === 0) return null;
    return {
      category: 'technical',
      description: `Planned files among those changed most often, where changes collide and break most easily: ${hot.length}.`,
      likelihood: hot.length > 3 ? 'high' : 'medium',
      impact: 'medium',
      mitigation: 'Keep changes of one file apart in time, and test them first.',
      evidence: first(hot.flatMap(({ path }) => [path, ...(files.get(path) ?? [])])),
    };
  },
  function changesUntested({ analysis }, leaves) {
    const files = plannedFiles(leaves);
    const untested = (analysis?.tests.untested ?? []).filter((path) => files.has(path));
    if (untested.length === 0) return null;
    return {
      category: 'quality',
      description: `Planned files without a test of their own: ${untested.length}.`,
      likelihood: 'medium',
      impact: untested.length > 5 ? 'high' : 'medium',
      mitigation: 'Pin down what they do with tests before they are changed.',
      evidence: first(untested),
    };
  },
  function importsInCircles({ analysis }) {
    const cycles = analysis?.cycles ?? [];
    if (cycles.length === 0) return null;
    return {
      category: 'technical',
      description: `Groups of files that import each other in circles: ${cycles.length}.`,
      likelihood: 'medium',
      impact: cycles.length > 5 ? 'high' : 'medium',
      mitigation: 'Break the circles that the plan touches before building on them.',
      evidence: first(cycles.flat()),
    };
  },
  function dependsOnOnePerson({ analysis }, leaves) {
    const files = plannedFiles(leaves);
    const alone = (analysis?.owners ?? []).filter(
      ({ path, share }) => share >= 0.9 && [...files.keys()].some((file) => file.startsWith(path)),
    );
    if (alone.length === 0) return null;
    return {
      category: 'knowledge',
      description: 'Parts that the plan changes are known to one person only.',
      likelihood: 'low',
      impact: 'medium',
      mitigation: 'Have these changes reviewed by the person who knows the part.',
      evidence: first(alone.map(({ path }) => path)),
    };
  },
  function waitsForOthers({ index }) {
    const { externals } = index.document;
    if (externals.length === 0) return null;
    return {
      category: 'external',
      description: `Nodes that wait for other plans: ${externals.length}.`,
      likelihood: 'medium',
      impact: 'medium',
      mitigation: 'Agree on dates with the other plans, and plan work that does not wait.',
      evidence: first(externals.map(({ nodeId, planId }) => `${nodeId} ← ${planId}`)),
    };
  },
  function spreadsWide({ forecast }) {
    if (forecast === null || forecast.minutes.p50 === 0) return null;
    const ratio = forecast.minutes.p95 / forecast.minutes.p50;
    if (ratio < 1.2) return null;
    return {
      category: 'schedule',
      description: `One time in twenty it takes ${ratio.toFixed(1)} times as long as usual or longer.`,
      likelihood: 'medium',
      impact: ratio > 1.6 ? 'high' : 'medium',
      mitigation: 'Promise the 80 % figure, and narrow the estimates on the critical path.',
      evidence: first(forecast.criticality.map(({ id }) => id)),
    };
  },
  function hangsOnOneChain({ schedule }) {
    if (schedule === null || schedule.workMinutes === 0) return null;
    const share = schedule.criticalMinutes / schedule.workMinutes;
    if (share < 0.6 || schedule.criticalPath.length < 3) return null;
    return {
      category: 'schedule',
      description: `${Math.round(100 * share)} % of the work stands in one chain: more workers do not help.`,
      likelihood: 'high',
      impact: 'medium',
      mitigation: 'Look for dependencies in the chain that are not needed.',
      evidence: first(schedule.criticalPath),
    };
  },
  function restsOnGuesses({ forecast }, leaves) {
    if (forecast === null || leaves.length === 0) return null;
    if (forecast.unlearned < leaves.length / 2) return null;
    return {
      category: 'schedule',
      description: `Atomics whose estimate rests on no finished run of their kind: ${forecast.unlearned}.`,
      likelihood: 'medium',
      impact: 'low',
      mitigation: 'Look at the forecast again once the first atomics are done.',
      evidence: [],
    };
  },
];
