import { type PlanNode, planLevels } from '@mosaic/contract';
import { rulesByLevel } from '../level-rules.ts';
import { isLeaf, type PlanIndex, unknownLevel } from '../plan-index.ts';
import type { FindingList } from './finding-list.ts';

/** Estimates of atomics, and that the work below a node is about the size of its level. */
export function checkEstimates(
  index: PlanIndex,
  findings: FindingList,
  { tokensMax }: { tokensMax: number },
): void {
  const { nodes, level } = index;
  for (let at = 0; at < nodes.length; at += 1) {
    const node = nodes[at];
    if (node === undefined) continue;
    const { estimate } = node;
    if (estimate !== null) checkBounds(findings, node, at);
    if (level[at] !== 5) continue;
    if (estimate === null) {
      findings.at('estimate_missing', at, () => {
        return `${node.id} has no estimate. Say how many minutes it takes, at most ${atomicMinutesMax}.`;
      });
      continue;
    }
    checkAtomicSize(findings, node, at);
    const { tokens } = estimate;
    if (tokens !== null && tokens > tokensMax) {
      findings.at('atomic_too_many_tokens', at, () => {
        return `${node.id} is thought to take ${tokens} tokens, more than half a context window (${tokensMax}). Split it.`;
      });
    }
  }
  checkSizes(index, findings);
}

const atomicRule = rulesByLevel[5] ?? { minutesMin: 0, minutesMax: 0 };
/** No atomic takes longer. */
const atomicMinutesMax = atomicRule.minutesMax;

function checkBounds(findings: FindingList, node: PlanNode, at: number): void {
  if (node.estimate === null) return;
  const { minutes, minutesLow = minutes, minutesHigh = minutes } = node.estimate;
  if (minutesLow <= minutes && minutes <= minutesHigh) return;
  findings.at('estimate_invalid', at, () => {
    return `${node.id} is estimated at ${minutes} minutes, which is not between ${minutesLow} and ${minutesHigh}. Put the bounds on either side of it.`;
  });
}

function checkAtomicSize(findings: FindingList, node: PlanNode, at: number): void {
  const minutes = node.estimate?.minutes ?? 0;
  if (minutes > atomicMinutesMax) {
    findings.at('atomic_too_long', at, () => {
      return `${node.id} takes ${minutes} minutes; an atomic never takes more than ${atomicMinutesMax}. Split it.`;
    });
  } else if (minutes < atomicRule.minutesMin) {
    findings.at('atomic_short', at, () => {
      return `${node.id} takes ${minutes} minutes; consider merging it with a neighbour.`;
    });
  }
}

/** Work below each node in minutes; negative where an atomic is not estimated, so that nothing can be said. */
function minutesBelow(index: PlanIndex): Float64Array {
  const { nodes, level, parent } = index;
  const sums = new Float64Array(nodes.length);
  for (let at = nodes.length - 1; at >= 0; at -= 1) {
    if (level[at] === 5) sums[at] = nodes[at]?.estimate?.minutes ?? Number.NEGATIVE_INFINITY;
    const above = parent[at] ?? -1;
    if (above >= 0) sums[above] = (sums[above] ?? 0) + (sums[at] ?? 0);
  }
  return sums;
}

function checkSizes(index: PlanIndex, findings: FindingList): void {
  const { nodes, level } = index;
  const sums = minutesBelow(index);
  for (let at = 0; at < nodes.length; at += 1) {
    const own = level[at] ?? unknownLevel;
    const rule = rulesByLevel[own];
    const minutes = sums[at] ?? 0;
    if (own === 5 || rule === undefined || minutes <= 0 || isLeaf(index, at)) continue;
    const { minutesMin, minutesMax } = rule;
    if (minutes > minutesMax) {
      findings.at('size_over', at, () => {
        return `${nodes[at]?.id} holds ${inHours(minutes)} of work; ${oneOf(own)} holds at most ${inHours(minutesMax)}. Split it in two.`;
      });
    } else if (minutes < minutesMin) {
      findings.at('size_under', at, () => {
        return `${nodes[at]?.id} holds ${inHours(minutes)} of work; ${oneOf(own)} is meant for at least ${inHours(minutesMin)}.`;
      });
    }
  }
}

function inHours(minutes: number): string {
  return minutes < 120 ? `${Math.round(minutes)} minutes` : `${Math.round(minutes / 6) / 10} hours`;
}

/** "an epic", "a feature". */
function oneOf(level: number): string {
  const name = planLevels[level] ?? 'node';
  return `${/^[aeiou]/.test(name) ? 'an' : 'a'} ${name}`;
}
