import type { PlanSchedule, ScheduledNode } from '@mosaic/contract';
import { isLeaf, type Outline } from './outline.ts';

export interface GanttBar {
  id: string;
  title: string;
  start: number;
  end: number;
  isCritical: boolean;
  /** Spans what is below it instead of being worked on itself. */
  isSummary: boolean;
}

export interface GanttRow {
  key: string;
  label: string;
  /** Steps to the right of the label; 0 for lanes and features. */
  indent: number;
  bars: GanttBar[];
}

export type GanttGrouping = 'features' | 'workers';

/** A lane for each worker, or a row for each feature and, where it is open, for what is below it. */
export function ganttRows(
  outline: Outline,
  schedule: PlanSchedule,
  grouping: GanttGrouping,
  closed: ReadonlySet<string>,
): GanttRow[] {
  const timeOf = new Map(schedule.nodes.map((node) => [node.id, node]));
  return grouping === 'workers'
    ? workerRows(outline, schedule)
    : featureRows(outline, timeOf, closed);
}

function workerRows(outline: Outline, schedule: PlanSchedule): GanttRow[] {
  const lanes = new Map<number, GanttBar[]>();
  for (const node of schedule.nodes) {
    if (node.worker === null) continue;
    const lane = lanes.get(node.worker) ?? [];
    lane.push(barOf(outline, node, false));
    lanes.set(node.worker, lane);
  }
  return [...lanes]
    .sort(([a], [b]) => a - b)
    .map(([worker, bars]) => ({
      key: `worker ${worker}`,
      label: `Worker ${worker + 1}`,
      indent: 0,
      bars: bars.sort((a, b) => a.start - b.start),
    }));
}

/** Features are the first rows; a plan whose epics have no features begins with what it has. */
function featureRows(
  outline: Outline,
  timeOf: ReadonlyMap<string, ScheduledNode>,
  closed: ReadonlySet<string>,
): GanttRow[] {
  const rows: GanttRow[] = [];
  for (let at = 0; at < outline.nodes.length; ) {
    const node = outline.nodes[at];
    const time = node === undefined ? undefined : timeOf.get(node.id);
    const level = outline.level[at] ?? 0;
    const leaf = isLeaf(outline, at);
    const isShown = level === 1 || leaf;
    if (node !== undefined && time !== undefined && isShown) {
      rows.push({
        key: node.id,
        label: node.title,
        indent: level === 1 ? 0 : 1,
        bars: [barOf(outline, time, !leaf)],
      });
    }
    at =
      level === 1 && node !== undefined && closed.has(node.id)
        ? (outline.end[at] ?? at + 1)
        : at + 1;
  }
  return rows;
}

function barOf(outline: Outline, node: ScheduledNode, isSummary: boolean): GanttBar {
  const position = outline.positionOf.get(node.id);
  return {
    id: node.id,
    title: position === undefined ? node.id : (outline.nodes[position]?.title ?? node.id),
    start: node.startMinutes,
    end: node.endMinutes,
    isCritical: node.isCritical,
    isSummary,
  };
}

/** Distances between marks of the time axis, in minutes of work: from 5 minutes to 1,000 hours. */
const steps = [5, 15, 30, 60, 120, 240, 480, 960, 2_400, 4_800, 9_600, 24_000, 60_000];

/** Marks of the axis at least `gapPx` apart. */
export function axisStep(pxPerMinute: number, gapPx: number): number {
  const largest = steps.at(-1) ?? 60;
  return steps.find((step) => step * pxPerMinute >= gapPx) ?? largest;
}
