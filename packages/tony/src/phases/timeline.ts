import type { PlanSchedule, ScheduledNode } from '@mosaic/contract';
import { nodesAt, type PhaseFacts } from './phase-facts.ts';
import type { Methodology } from './planning.ts';
import { hours } from './planning-file.ts';

/** A sprint: two weeks of 40 hours. */
const sprintMinutes = 4_800;

/** A stretch of the schedule at whose end something can be shown. */
export interface Increment {
  readonly name: string;
  readonly start_hours: number;
  readonly end_hours: number;
  /** Nodes that are done by its end and were not before. */
  readonly delivers: readonly string[];
}

/**
 * Cuts the schedule as the methodology wants it: iterative by features in the order in which they
 * are done, waterfall by epics, agile by sprints of two weeks of work.
 */
export function increments(
  { index }: Pick<PhaseFacts, 'index'>,
  schedule: PlanSchedule,
  methodology: Methodology,
): Increment[] {
  const times = new Map(schedule.nodes.map((node) => [node.id, node]));
  if (methodology === 'agile') return sprints(index, schedule, times);
  const level = methodology === 'waterfall' ? 0 : 1;
  return nodesAt(index, level)
    .flatMap(({ node }) => {
      const time = times.get(node.id);
      return time === undefined ? [] : [{ node, time }];
    })
    .toSorted((a, b) => a.time.endMinutes - b.time.endMinutes)
    .map(({ node, time }, at) => ({
      name: `${methodology === 'waterfall' ? 'Stage' : 'Iteration'} ${at + 1}: ${node.title}`,
      start_hours: hours(time.startMinutes),
      end_hours: hours(time.endMinutes),
      delivers: [node.id],
    }));
}

function sprints(
  index: PhaseFacts['index'],
  { makespanMinutes }: PlanSchedule,
  times: ReadonlyMap<string, ScheduledNode>,
): Increment[] {
  const count = Math.max(1, Math.ceil(makespanMinutes / sprintMinutes));
  const stories = [1, 2].flatMap((level) => nodesAt(index, level)).map(({ node }) => node.id);
  return Array.from({ length: count }, (_, at) => {
    const from = at * sprintMinutes;
    const to = Math.min(makespanMinutes, from + sprintMinutes);
    const delivers = stories.filter((id) => {
      const end = times.get(id)?.endMinutes ?? Number.POSITIVE_INFINITY;
      return end > from && end <= to;
    });
    return { name: `Sprint ${at + 1}`, start_hours: hours(from), end_hours: hours(to), delivers };
  });
}
