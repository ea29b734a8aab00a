import { planLevels } from '@mosaic/contract';
import { levelRules, rulesByLevel } from '../plan/level-rules.ts';
import { childrenOf, isLeaf } from '../plan/plan-index.ts';
import { planToMarkdown } from '../plan/write-plan.ts';
import { leavesOf, minutesOf, type PhaseFacts } from './phase-facts.ts';
import { type PhaseOption, recordOf } from './planning.ts';
import {
  bullets,
  firstOf,
  hours,
  jsonFile,
  markdownFile,
  type PlanningFile,
  plain,
  table,
} from './planning-file.ts';

const folder = 'phase-2-decomposition';

/** Decomposition: down to the atomics, who does them, what they wait for, and what is missing. */
export function phase2Files(facts: PhaseFacts, parts: readonly PhaseOption[]): PlanningFile[] {
  const files: PlanningFile[] = [];
  if (parts.includes('decompose-tasks')) {
    files.push(
      jsonFile(`${folder}/upp-hierarchy.json`, hierarchy(facts)),
      { path: `${folder}/upp-decomposition.md`, text: planToMarkdown(facts.index.document) },
      jsonFile(`${folder}/agent-assignment.json`, agentAssignment(facts)),
      jsonFile(`${folder}/quality-gates.json`, qualityGates(facts)),
      jsonFile(`${folder}/gap-analysis.json`, gapAnalysis(facts)),
      jsonFile(`${folder}/decomposition-checks.json`, decompositionChecks(facts)),
    );
  }
  if (parts.includes('map-dependencies')) {
    files.push(jsonFile(`${folder}/dependency-map.json`, dependencyMap(facts)));
  }
  files.push(markdownFile(`${folder}/phase-2-decomposition-report.md`, phase2Report(facts, parts)));
  return files;
}

function hierarchy({ index, plan }: PhaseFacts) {
  return {
    plan_id: plan.id,
    plan_version: plan.version,
    counts: plan.counts,
    nodes: index.nodes.map((node, at) => ({
      id: node.id,
      parent_id: node.parentId,
      level: planLevels[index.level[at] ?? 0],
      title: node.title,
      children: childrenOf(index, at).map((child) => index.nodes[child]?.id),
      estimated_minutes: isLeaf(index, at) ? (node.estimate?.minutes ?? null) : null,
    })),
  };
}

function agentAssignment({ index }: PhaseFacts) {
  const assigned = new Map<string, { minutes: number; atomics: string[]; by_level: string[] }>();
  for (const [at, node] of index.nodes.entries()) {
    if (!isLeaf(index, at)) continue;
    const usual = rulesByLevel[index.level[at] ?? 5]?.agentType ?? 'implementation-agent';
    const agent = node.agentType ?? usual;
    const entry = assigned.get(agent) ?? { minutes: 0, atomics: [], by_level: [] };
    entry.minutes += node.estimate?.minutes ?? 0;
    (node.agentType === null ? entry.by_level : entry.atomics).push(node.id);
    assigned.set(agent, entry);
  }
  return {
    assignments: [...assigned].map(([agent, { minutes, atomics, by_level }]) => ({
      agent_type: agent,
      estimated_hours: hours(minutes),
      atomics,
      /** The plan names nobody for these: their level decides. */
      assigned_by_level: by_level,
    })),
    gates_by: Object.fromEntries(planLevels.map((level) => [level, levelRules[level].agentType])),
  };
}

function qualityGates({ index }: PhaseFacts) {
  return {
    levels: Object.fromEntries(
      planLevels.map((level) => {
        const { gate, gateText, agentType } = levelRules[level];
        return [level, { checks: gate, means: gateText, closed_by: agentType }];
      }),
    ),
    nodes: index.nodes
      .filter((node) => node.completionCriteria.length + node.acceptanceCriteria.length > 0)
      .map(({ id, completionCriteria, acceptanceCriteria }) => ({
        id,
        completion_criteria: completionCriteria,
        acceptance_criteria: acceptanceCriteria,
      })),
  };
}

function gapAnalysis({ gaps, planning }: PhaseFacts) {
  const done = recordOf(planning, 2)?.decomposed;
  return {
    gaps_identified: done?.gapsFound ?? gaps.gaps.length,
    tasks_added: done?.nodesAdded ?? 0,
    tasks_split: done?.split ?? [],
    dependencies_added: done?.edgesAdded ?? 0,
    before: done?.before ?? gaps.before,
    after: done?.after ?? gaps.before,
    still_open: gaps.gaps.map(({ area, rule, reason, nodes, edges }) => ({
      area,
      rule,
      reason,
      missing_nodes: nodes.map(({ id, title }) => ({ id, title })),
      missing_dependencies: edges.map(({ from, to }) => ({ from, to })),
    })),
  };
}

function decompositionChecks({ findings, isRunnable, plan }: PhaseFacts) {
  return { is_runnable: isRunnable, counts: plan.findings, findings };
}

function dependencyMap({ index, planning, schedule }: PhaseFacts) {
  const { edges, externals, resources } = index.document;
  const found = new Set(recordOf(planning, 2)?.decomposed?.found ?? []);
  return {
    dependencies: edges.map(({ from, to, kind, when }) => ({
      from,
      to,
      kind,
      ...(when === undefined ? {} : { when }),
      origin: found.has(`${from} → ${to}`) ? 'found by the gap analysis' : 'plan',
    })),
    external_dependencies: externals,
    shared_resources: resources,
    parallel_streams: schedule === null ? null : widest(schedule.nodes),
  };
}

/** How many atomics are under way at once in the schedule, at most. */
function widest(
  nodes: readonly { worker: number | null; startMinutes: number; endMinutes: number }[],
): number {
  const workers = new Set(nodes.flatMap(({ worker }) => worker ?? []));
  return workers.size;
}

export function phase2Report(facts: PhaseFacts, parts: readonly PhaseOption[]): string[] {
  const blocks = [`# Phase 2: decomposition of ${plain(facts.planning.projectName)}`];
  if (parts.includes('decompose-tasks')) blocks.push(...decompositionBlocks(facts));
  if (parts.includes('map-dependencies')) blocks.push(...dependencyBlocks(facts));
  return blocks;
}

function decompositionBlocks(facts: PhaseFacts): string[] {
  const { plan, gaps, planning, findings, index } = facts;
  const done = recordOf(planning, 2)?.decomposed;
  const errors = findings.filter(({ severity }) => severity === 'error');
  return [
    '## Levels',
    table(
      ['level', 'nodes', 'gate'],
      planLevels.map((level) => [level, String(plan.counts[level]), levelRules[level].gateText]),
    ),
    `${hours(minutesOf(leavesOf(index)))} hours of work in ${plan.counts.atomic} atomics.`,
    '## Gaps',
    done === undefined
      ? `${gaps.gaps.length} gaps are open.`
      : `${done.gapsFound} gaps were found; ${done.nodesAdded} nodes and ${done.edgesAdded} dependencies were added, so that ${done.before.counts.atomic} atomics became ${done.after.counts.atomic}. ${gaps.gaps.length} gaps are open.`,
    bullets(
      firstOf(
        gaps.gaps.map(({ area, reason }) => `${area}: ${plain(reason)}`),
        20,
      ),
    ),
    '## Checks',
    errors.length === 0
      ? `The plan compiles, with ${plan.findings.warning} warnings and ${plan.findings.advice} pieces of advice.`
      : bullets(
          firstOf(
            errors.map(({ code, message }) => `${code}: ${plain(message)}`),
            20,
          ),
        ),
  ];
}

function dependencyBlocks({ index, planning }: PhaseFacts): string[] {
  const { edges, externals, resources } = index.document;
  const found = recordOf(planning, 2)?.decomposed?.found ?? [];
  const kinds = Map.groupBy(edges, ({ kind }) => kind);
  return [
    '## Dependencies',
    table(
      ['kind', 'count'],
      [...kinds].map(([kind, own]) => [kind, String(own.length)]),
    ),
    bullets(
      firstOf(
        found.map((edge) => `found: ${edge}`),
        20,
      ),
    ),
    `${externals.length} nodes wait for other plans; ${resources.length} resources are shared.`,
  ];
}
