import type { PlanNode } from '@mosaic/contract';
import { planLevels, planPrefixes } from '@mosaic/contract';
import { childrenAdvised, childrenMax, levelRules } from '../plan/level-rules.ts';
import { childrenOf } from '../plan/plan-index.ts';
import { leavesBelow, minutesOf, nodesAt, type PhaseFacts } from './phase-facts.ts';
import { hours } from './planning-file.ts';

const criteriaShown = 20;

/** The contents of `epic-hierarchy.json`. Durations are hours of work. */
export function epicHierarchy(facts: PhaseFacts) {
  const { index, planning } = facts;
  const epics = nodesAt(index, 0).map(({ node, at }) => epicOf(facts, node, at));
  return {
    project_name: planning.projectName,
    epics,
    total_epics: epics.length,
    hierarchy_rules: {
      levels: planLevels,
      naming_convention: Object.fromEntries(
        planLevels.map((level, depth) => [
          level,
          `${planPrefixes[level]}.${['XXX', ...Array<string>(depth).fill('XX')].join('.')}`,
        ]),
      ),
      max_children_per_level: childrenMax,
      recommended_children_per_level: childrenAdvised.max,
      minutes: Object.fromEntries(
        planLevels.map((level) => {
          const { minutesMin, minutesMax } = levelRules[level];
          return [level, { min: minutesMin, max: minutesMax }];
        }),
      ),
    },
    estimated_total_duration: hours(
      minutesOf(nodesAt(index, 0).flatMap(({ at }) => leavesBelow(index, at))),
    ),
  };
}

function epicOf(facts: PhaseFacts, node: PlanNode, at: number) {
  const { index } = facts;
  const leaves = leavesBelow(index, at);
  const below = index.nodes.slice(at, index.end[at]);
  const risky = below.filter(({ risk }) => risk === 'high');
  return {
    id: node.id,
    title: node.title,
    description: node.description,
    business_value: node.priority,
    complexity: complexityOf(leaves),
    estimated_duration: hours(minutesOf(leaves)),
    dependencies: crossing(facts, node.id),
    success_criteria: criteriaOf(node, below),
    risks: risky.map(({ id, title }) => ({ id, title })),
    features: childrenOf(index, at).map((position) => {
      const feature = index.nodes[position];
      return {
        id: feature?.id ?? '',
        title: feature?.title ?? '',
        estimated_duration: hours(minutesOf(leavesBelow(index, position))),
        atomics: leavesBelow(index, position).length,
      };
    }),
  };
}

/** By how much there is to do and how much of it is risky. */
function complexityOf(leaves: readonly PlanNode[]): 'low' | 'medium' | 'high' {
  const risky = leaves.filter(({ risk }) => risk === 'high').length;
  if (leaves.length > 120 || risky > leaves.length / 4) return 'high';
  return leaves.length > 50 || risky > 0 ? 'medium' : 'low';
}

/** Epics that this one waits for, and what of it waits for what. */
function crossing({ index }: PhaseFacts, epicId: string) {
  const epicOf = (id: string) => `E${id.slice(id.indexOf('.'), id.indexOf('.') + 4)}`;
  return index.document.edges
    .filter(({ kind, from, to }) => {
      const isOrder = kind === 'sequential' || kind === 'conditional';
      return isOrder && epicOf(to) === epicId && epicOf(from) !== epicId;
    })
    .map(({ from, to }) => ({ epic: epicOf(from), from, to }));
}

function criteriaOf(node: PlanNode, below: readonly PlanNode[]): string[] {
  const own = [...node.completionCriteria, ...node.acceptanceCriteria];
  if (own.length > 0) return own;
  return below.flatMap(({ acceptanceCriteria }) => acceptanceCriteria).slice(0, criteriaShown);
}
