import type { Evidence, Task } from '@mosaic/contract';
import type { NodeState, NodeStatus } from '../plan/bubble.ts';
import { type EvidenceWeights, evidenceAreas, evidenceScore } from '../plan/evidence-score.ts';
import type { FinishedNode } from '../schedule/plan-work.ts';
import { gateArea } from './gate-area.ts';

/** What of a task says how far its node is. */
export type NodeTask = Pick<
  Task,
  'id' | 'key' | 'status' | 'dependsOn' | 'usedTokens' | 'startedAt' | 'completedAt'
>;
export type NodeEvidence = Pick<Evidence, 'taskId' | 'gate' | 'passed' | 'createdAt'>;

/** The task of each node, by the id of the node. */
export type NodeTasks = ReadonlyMap<string, NodeTask>;

/**
 * How far each node is, from the tasks of the mission and from what was executed for them.
 *
 * Of a gate that ran several times for a task the last run counts. Areas of evidence for which the
 * project has no gate count neither way.
 *
 * @param gates names of the project's gates
 */
export function nodeStates(
  tasks: NodeTasks,
  evidence: readonly NodeEvidence[],
  gates: readonly string[],
): Map<string, NodeState> {
  const statusOf = new Map([...tasks.values()].map(({ id, status }) => [id, status] as const));
  const last = new Map<string, NodeEvidence>();
  for (const one of evidence) {
    const key = `${one.taskId} ${one.gate}`;
    const known = last.get(key);
    if (known === undefined || one.createdAt >= known.createdAt) last.set(key, one);
  }
  const checks = Map.groupBy(last.values(), ({ taskId }) => taskId);
  const weights = countingWeights([...gates, ...evidence.map(({ gate }) => gate)]);
  const states = new Map<string, NodeState>();
  for (const [nodeId, task] of tasks) {
    const executed = (checks.get(task.id) ?? []).map(({ gate, passed }) => ({
      area: gateArea(gate),
      isPassed: passed,
    }));
    states.set(nodeId, {
      status: nodeStatus(task, statusOf),
      evidenceScore: executed.length === 0 ? null : evidenceScore(executed, { weights }).score,
      usedMinutes: usedMinutes(task),
      usedTokens: task.usedTokens,
    });
  }
  return states;
}

/** Nodes that are over, as a schedule and a forecast take them. */
export function finishedNodes(states: ReadonlyMap<string, NodeState>): Map<string, FinishedNode> {
  const finished = new Map<string, FinishedNode>();
  for (const [id, { status, usedMinutes: minutes, usedTokens: tokens }] of states) {
    if (!isOver(status)) continue;
    finished.set(id, { minutes: minutes ?? 0, tokens: tokens ?? null, outcome: status });
  }
  return finished;
}

/** Minutes spent so far on nodes that are under way. */
export function startedNodes(tasks: NodeTasks, now: number): Map<string, number> {
  const started = new Map<string, number>();
  for (const [id, { status, startedAt }] of tasks) {
    if (status !== 'in-progress' || startedAt === null) continue;
    started.set(id, Math.max(0, (now - Date.parse(startedAt)) / 60_000));
  }
  return started;
}

function isOver(status: NodeStatus): status is FinishedNode['outcome'] {
  return status === 'done' || status === 'failed' || status === 'deferred' || status === 'skipped';
}

function nodeStatus(task: NodeTask, statusOf: ReadonlyMap<string, Task['status']>): NodeStatus {
  switch (task.status) {
    case 'in-progress':
      return 'in_progress';
    case 'not-started': {
      const isOpen = task.dependsOn.every((id) => {
        const before = statusOf.get(id) ?? 'done';
        return before !== 'not-started' && before !== 'in-progress';
      });
      return isOpen ? 'pending' : 'blocked';
    }
    case 'cancelled':
      return 'deferred';
    default:
      return task.status as NodeStatus;
  }
}

function usedMinutes({ startedAt, completedAt }: NodeTask): number | null {
  if (startedAt === null || completedAt === null) return null;
  return Math.max(0, (Date.parse(completedAt) - Date.parse(startedAt)) / 60_000);
}

function countingWeights(gates: readonly string[]): Partial<EvidenceWeights> {
  const counting = new Set(gates.map(gateArea));
  if (counting.size === 0) return {};
  const left = evidenceAreas.filter((area) => !counting.has(area));
  return Object.fromEntries(left.map((area) => [area, 0]));
}
