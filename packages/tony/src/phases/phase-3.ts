import { planLevels } from '@mosaic/contract';
import { isLeaf } from '../plan/plan-index.ts';
import type { PhaseFacts } from './phase-facts.ts';
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
import { increments } from './timeline.ts';

const folder = 'phase-3-optimization';
/** A node with less slack than this is nearly critical, in minutes. */
const nearMinutes = 60;

/** Optimisation: the longest chain, when what is done, and how many workers are worth it. */
export function phase3Files(facts: PhaseFacts, parts: readonly PhaseOption[]): PlanningFile[] {
  const files: PlanningFile[] = [];
  if (parts.includes('critical-path')) {
    files.push(
      jsonFile(`${folder}/critical-path.json`, criticalPath(facts)),
      jsonFile(`${folder}/timeline.json`, timeline(facts)),
      jsonFile(`${folder}/forecast.json`, facts.forecast),
    );
  }
  if (parts.includes('optimize-resources')) {
    files.push(
      jsonFile(`${folder}/resource-optimization.json`, resourceOptimization(facts)),
      jsonFile(`${folder}/bottlenecks.json`, bottlenecks(facts)),
    );
  }
  files.push(markdownFile(`${folder}/phase-3-optimization-report.md`, phase3Report(facts, parts)));
  return files;
}

function criticalPath({ schedule, index, scheduleNote }: PhaseFacts) {
  if (schedule === null) return { critical_path: [], note: scheduleNote };
  const times = new Map(schedule.nodes.map((node) => [node.id, node]));
  const leaf = (id: string) => {
    const position = index.positionOf.get(id) ?? -1;
    return position >= 0 && isLeaf(index, position);
  };
  return {
    critical_minutes: schedule.criticalMinutes,
    critical_path: schedule.criticalPath.map((id) => {
      const node = index.nodes[index.positionOf.get(id) ?? -1];
      const time = times.get(id);
      return {
        id,
        title: node?.title ?? '',
        agent_type: node?.agentType ?? null,
        start_minutes: time?.startMinutes ?? 0,
        estimated_duration: (time?.endMinutes ?? 0) - (time?.startMinutes ?? 0),
      };
    }),
    near_critical: schedule.nodes
      .filter(
        ({ id, isCritical, slackMinutes }) =>
          !isCritical && slackMinutes <= nearMinutes && leaf(id),
      )
      .map(({ id, slackMinutes }) => ({ id, slack_minutes: slackMinutes })),
    dependencies: index.document.edges
      .filter(({ kind }) => kind === 'sequential' || kind === 'conditional')
      .map(({ from, to }) => ({ from, to })),
  };
}

function timeline(facts: PhaseFacts) {
  const { schedule, index, planning, scheduleNote } = facts;
  if (schedule === null) return { increments: [], note: scheduleNote };
  const story = planLevels.indexOf('story');
  return {
    methodology: planning.methodology,
    makespan_hours: hours(schedule.makespanMinutes),
    work_hours: hours(schedule.workMinutes),
    increments: increments(facts, schedule, planning.methodology),
    nodes: schedule.nodes
      .filter(({ id }) => (index.level[index.positionOf.get(id) ?? -1] ?? 9) <= story)
      .map(({ id, startMinutes, endMinutes, slackMinutes }) => ({
        id,
        start_hours: hours(startMinutes),
        end_hours: hours(endMinutes),
        slack_hours: hours(slackMinutes),
      })),
  };
}

/** The fewest workers with which it takes at most this much longer than with the most. */
const worthWhile = 1.05;

export function recommendedWorkers({ tried }: Pick<PhaseFacts, 'tried'>): number | null {
  const best = Math.min(...tried.map(({ makespanMinutes }) => makespanMinutes));
  const enough = tried.find(({ makespanMinutes }) => makespanMinutes <= worthWhile * best);
  return enough?.workers ?? null;
}

function resourceOptimization(facts: PhaseFacts) {
  const { tried, schedule, planning, index } = facts;
  const limits = recordOf(planning, 3)?.limits;
  const busy = new Map<number, number>();
  const agents = new Map<string, number>();
  for (const { id, worker, startMinutes, endMinutes } of schedule?.nodes ?? []) {
    if (worker === null) continue;
    busy.set(worker, (busy.get(worker) ?? 0) + endMinutes - startMinutes);
    const agent = index.nodes[index.positionOf.get(id) ?? -1]?.agentType ?? 'by level';
    agents.set(agent, (agents.get(agent) ?? 0) + endMinutes - startMinutes);
  }
  return {
    limits: limits ?? null,
    makespan_hours: schedule === null ? null : hours(schedule.makespanMinutes),
    recommended_workers: recommendedWorkers(facts),
    what_if: tried.map(({ workers, makespanMinutes, utilisation }) => ({
      workers,
      makespan_hours: hours(makespanMinutes),
      utilisation: Math.round(100 * utilisation) / 100,
    })),
    workers: [...busy]
      .toSorted((a, b) => a[0] - b[0])
      .map(([worker, minutes]) => ({ worker, busy_hours: hours(minutes) })),
    agents: [...agents].map(([agent, minutes]) => ({
      agent_type: agent,
      busy_hours: hours(minutes),
    })),
  };
}

function bottlenecks({ schedule, index, scheduleNote }: PhaseFacts) {
  const waitedFor = new Map<string, number>();
  for (const { from, kind } of index.document.edges) {
    if (kind === 'sequential') waitedFor.set(from, (waitedFor.get(from) ?? 0) + 1);
  }
  return {
    note: scheduleNote,
    bottlenecks: (schedule?.bottlenecks ?? []).map(({ name, waitedMinutes, nodes }) => ({
      name,
      waited_hours: hours(waitedMinutes),
      nodes,
    })),
    most_waited_for: [...waitedFor]
      .filter(([, count]) => count > 1)
      .toSorted((a, b) => b[1] - a[1])
      .slice(0, 20)
      .map(([id, waiting]) => ({ id, waiting })),
  };
}

export function phase3Report(facts: PhaseFacts, parts: readonly PhaseOption[]): string[] {
  const { schedule, scheduleNote, planning } = facts;
  const blocks = [`# Phase 3: optimization of ${plain(planning.projectName)}`];
  if (schedule === null) return [...blocks, `There is no schedule: ${scheduleNote}`];
  if (parts.includes('critical-path')) blocks.push(...pathBlocks(facts));
  if (parts.includes('optimize-resources')) blocks.push(...resourceBlocks(facts));
  return blocks;
}

function pathBlocks(facts: PhaseFacts): string[] {
  const { schedule, forecast, planning, index } = facts;
  if (schedule === null) return [];
  const titles = schedule.criticalPath.map((id) => {
    const node = index.nodes[index.positionOf.get(id) ?? -1];
    return `${id} ${plain(node?.title ?? '')}`;
  });
  return [
    '## Critical path',
    `${hours(schedule.criticalMinutes)} of ${hours(schedule.workMinutes)} hours stand in one chain of ${titles.length} atomics. Under the limits it takes ${hours(schedule.makespanMinutes)} hours.`,
    bullets(firstOf(titles, 30)),
    '## Timeline',
    table(
      ['increment', 'from hour', 'to hour', 'delivers'],
      increments(facts, schedule, planning.methodology).map((each) => [
        plain(each.name),
        String(each.start_hours),
        String(each.end_hours),
        firstOf(each.delivers, 6).join(', ') || '–',
      ]),
    ),
    forecast === null
      ? ''
      : `Forecast of ${forecast.samples} samples: ${hours(forecast.minutes.p50)} hours at 50 %, ${hours(forecast.minutes.p80)} at 80 %, ${hours(forecast.minutes.p95)} at 95 %; confidence ${forecast.confidence}.`,
  ];
}

function resourceBlocks(facts: PhaseFacts): string[] {
  const { tried, schedule } = facts;
  const best = recommendedWorkers(facts);
  return [
    '## Resources',
    best === null ? '' : `More than ${best} workers make it hardly faster.`,
    table(
      ['workers', 'hours', 'busy'],
      tried.map(({ workers, makespanMinutes, utilisation }) => [
        String(workers),
        String(hours(makespanMinutes)),
        `${Math.round(100 * utilisation)} %`,
      ]),
    ),
    '## Bottlenecks',
    (schedule?.bottlenecks.length ?? 0) === 0
      ? 'Nothing held work back.'
      : table(
          ['what', 'hours waited', 'nodes'],
          (schedule?.bottlenecks ?? []).map(({ name, waitedMinutes, nodes }) => [
            plain(name),
            String(hours(waitedMinutes)),
            String(nodes),
          ]),
        ),
  ];
}
