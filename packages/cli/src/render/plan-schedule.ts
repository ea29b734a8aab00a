import type { PlanSchedule, ScheduledNode } from '@mosaic/contract';
import { facts } from '../output/facts.ts';
import { type Column, table } from '../output/table.ts';
import type { View } from '../output/terminal.ts';
import { workText } from '../output/work-text.ts';

/** Atomics shown at once; all of them are in the JSON. */
const rowsShown = 30;

const columns: readonly Column<ScheduledNode>[] = [
  { title: 'NODE', text: ({ id }) => id },
  {
    title: 'WORKER',
    text: ({ worker }) => (worker === null ? '' : String(worker + 1)),
    isRight: true,
  },
  { title: 'FROM', text: ({ startMinutes }) => workText(startMinutes), isRight: true },
  { title: 'TO', text: ({ endMinutes }) => workText(endMinutes), isRight: true },
  { title: 'SLACK', text: ({ slackMinutes }) => workText(slackMinutes), isRight: true },
  {
    title: 'CRITICAL',
    text: ({ isCritical }) => (isCritical ? 'yes' : ''),
    format: ({ isCritical }) => (isCritical ? 'red' : null),
  },
];

const bottleneckColumns: readonly Column<PlanSchedule['bottlenecks'][number]>[] = [
  { title: 'HELD BACK BY', text: ({ name }) => name, isFlexible: true },
  { title: 'FOR', text: ({ waitedMinutes }) => workText(waitedMinutes), isRight: true },
  { title: 'ATOMICS', text: ({ nodes }) => String(nodes), isRight: true },
];

/** How long it takes at the shortest, under the limits, and on how many workers. */
export function scheduleSummary(schedule: PlanSchedule, view: View): string {
  const workers = new Set(schedule.nodes.flatMap(({ worker }) => worker ?? []));
  return facts(
    [
      [
        'Planned',
        `${workText(schedule.makespanMinutes)} on ${workers.size === 1 ? '1 worker' : `${workers.size} workers`}`,
      ],
      [
        'At the shortest',
        `${workText(schedule.criticalMinutes)} with as many workers as one likes`,
      ],
      ['Work', workText(schedule.workMinutes)],
      ['Critical path', `${schedule.criticalPath.length} atomics: ${chain(schedule.criticalPath)}`],
    ],
    view,
  );
}

/** When what is done, in the order of the beginnings. */
export function scheduleText(schedule: PlanSchedule, view: View): string {
  const atomics = schedule.nodes
    .filter(({ worker }) => worker !== null)
    .toSorted((a, b) => a.startMinutes - b.startMinutes);
  const rest = atomics.length - rowsShown;
  return [
    scheduleSummary(schedule, view),
    ...(atomics.length === 0 ? [] : ['', table(atomics.slice(0, rowsShown), columns, view)]),
    ...(rest > 0 ? [view.style('dim', `${rest} more; --json has all.`)] : []),
    ...(schedule.bottlenecks.length === 0
      ? []
      : ['', table(schedule.bottlenecks.slice(0, 10), bottleneckColumns, view)]),
  ].join('\n');
}

function chain(ids: readonly string[]): string {
  if (ids.length <= 6) return ids.join(' → ');
  return [...ids.slice(0, 3), '…', ...ids.slice(-2)].join(' → ');
}
