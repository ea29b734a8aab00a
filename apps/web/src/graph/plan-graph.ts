import type { AnyTaskStatus, Phase, Task } from '@mosaic/contract';
import type { LayoutEdge } from './layout.ts';

export interface TaskNode {
  kind: 'task';
  id: string;
  task: Task;
}

/** A whole phase, drawn as one. */
export interface PhaseNode {
  kind: 'phase';
  id: string;
  number: number;
  name: string;
  counts: Record<AnyTaskStatus, number>;
  total: number;
}

export interface PlanGraph {
  nodes: (TaskNode | PhaseNode)[];
  edges: LayoutEdge[];
}

interface PlanGraphOptions {
  tasksMax: number;
  /** Phase whose tasks are drawn though the plan is large. */
  openPhase?: number | undefined;
}

/** The plan as a graph of tasks, or of phases when there are more tasks than can be followed. */
export function planGraph(
  tasks: readonly Task[],
  phases: readonly Phase[],
  { tasksMax, openPhase }: PlanGraphOptions,
): PlanGraph {
  const isFolded = (task: Task) => tasks.length > tasksMax && task.phase !== openPhase;
  const nodeOf = new Map(
    tasks.map((task) => [task.id, isFolded(task) ? `phase-${task.phase}` : task.id]),
  );
  const nodes = new Map<string, TaskNode | PhaseNode>();
  for (const task of tasks) {
    const id = nodeOf.get(task.id) ?? task.id;
    if (id === task.id) nodes.set(id, { kind: 'task', id, task });
    else countIn(nodes, id, task, phases);
  }
  const edges = new Map<string, LayoutEdge>();
  for (const task of tasks) {
    const to = nodeOf.get(task.id) ?? task.id;
    for (const dependency of task.dependsOn) {
      const from = nodeOf.get(dependency);
      if (from === undefined || from === to) continue;
      edges.set(`${from}>${to}`, { from, to });
    }
  }
  return { nodes: [...nodes.values()], edges: [...edges.values()] };
}

function countIn(
  nodes: Map<string, TaskNode | PhaseNode>,
  id: string,
  task: Task,
  phases: readonly Phase[],
): void {
  let node = nodes.get(id);
  if (node === undefined || node.kind !== 'phase') {
    const name = phases.find((phase) => phase.number === task.phase)?.name ?? 'Preparation';
    const counts = {
      'not-started': 0,
      'in-progress': 0,
      done: 0,
      failed: 0,
      deferred: 0,
      skipped: 0,
      cancelled: 0,
    };
    node = { kind: 'phase', id, number: task.phase, name, counts, total: 0 };
    nodes.set(id, node);
  }
  node.counts[task.status] += 1;
  node.total += 1;
}
