import type { PlanAgentType } from '@mosaic/contract';
import { rulesByLevel } from '../plan/level-rules.ts';
import { leavesOf, minutesOf, type PhaseFacts } from './phase-facts.ts';
import { hours } from './planning-file.ts';

/** What the guide expects of a usual project, in percent of the work. */
const usualShares: Partial<Record<PlanAgentType, number>> = {
  'implementation-agent': 60,
  'qa-agent': 20,
  'security-agent': 10,
  'documentation-agent': 5,
  'devops-agent': 5,
};

const workersMax = 64;

/** The contents of `initial-resource-estimates.json`: who is needed, and for how long. */
export function resourceEstimates(facts: PhaseFacts) {
  const { index, schedule, planning } = facts;
  const leaves = leavesOf(index);
  const total = minutesOf(leaves);
  const byAgent = new Map<string, { minutes: number; atomics: number; types: Set<string> }>();
  for (const [at, node] of index.nodes.entries()) {
    if (index.end[at] !== at + 1) continue;
    const agent =
      node.agentType ?? rulesByLevel[index.level[at] ?? 5]?.agentType ?? 'implementation-agent';
    const entry = byAgent.get(agent) ?? { minutes: 0, atomics: 0, types: new Set<string>() };
    entry.minutes += node.estimate?.minutes ?? 0;
    entry.atomics += 1;
    if (node.taskType !== null) entry.types.add(node.taskType);
    byAgent.set(agent, entry);
  }
  const agents = [...byAgent].toSorted((a, b) => b[1].minutes - a[1].minutes);
  return {
    resource_estimates: Object.fromEntries(
      agents.map(([agent, { minutes, atomics }]) => [
        agent,
        {
          hours: hours(minutes),
          percent: total === 0 ? 0 : Math.round((100 * minutes) / total),
          usual_percent: usualShares[agent as PlanAgentType] ?? 0,
          atomics,
        },
      ]),
    ),
    total_estimated_hours: hours(total),
    recommended_team_size: teamSize(total, schedule?.criticalMinutes ?? null),
    skill_requirements: agents.map(([agent, { types }]) => ({
      agent_type: agent,
      task_types: [...types].toSorted(),
    })),
    resource_allocation_strategy: strategies[planning.methodology],
  };
}

/** More workers than this many are not busy on average, whatever the order. */
function teamSize(workMinutes: number, criticalMinutes: number | null): number {
  if (criticalMinutes === null || criticalMinutes === 0) return 1;
  return Math.min(workersMax, Math.max(1, Math.ceil(workMinutes / criticalMinutes)));
}

const strategies = {
  iterative: 'Feature by feature: all agents work on the same feature until its gate is passed.',
  waterfall: 'Stage by stage: everything of a feature is done before the next one begins.',
  agile: 'By sprints of two weeks: the most urgent work that is ready goes into the next sprint.',
} as const;
