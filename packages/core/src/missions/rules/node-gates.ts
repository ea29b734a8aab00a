import { type NodeGate, planLevels, planPrefixes, type TaskCounts } from '@mosaic/contract';
import { note } from './journal.ts';
import type { MissionState, TaskState } from './state.ts';
import { isDone, isSettled, isSkipped, verificationOf } from './task-list.ts';
import { taskCounts } from './view.ts';

/** A gate as it follows from the state; times in milliseconds since the epoch. */
export interface NodeGateState extends Omit<NodeGate, 'closedAt' | 'atomics'> {
  readonly atomics: TaskCounts;
  readonly closedAt: number | null;
}

/** The gates of all nodes above the atomics, in the order of the plan. */
export function nodeGates(state: MissionState): NodeGateState[] {
  const below = tasksBelow(state);
  return state.terms.nodes.map(({ id, title }) =>
    gateOf(state, { id, title }, below.get(id) ?? []),
  );
}

/**
 * Notes features and what stands above them, and stories, as the last atomic below them ends.
 *
 * The project's gates have just been run on the commit that atomic landed with: that is the
 * quality gate of the node.
 */
export function noteClosedNodes(before: MissionState, after: MissionState): MissionState {
  if (after.terms.nodes.length === 0 || after.tasks === before.tasks) return after;
  const ended = after.tasks.filter(
    (task, index) => task !== before.tasks[index] && task.kind === 'atomic' && isSettled(task),
  );
  const touched = new Set(ended.flatMap(({ key }) => nodesAbove(key).slice(0, notedLevels)));
  if (touched.size === 0) return after;
  const below = tasksBelow(after);
  const wasOpen = tasksBelow(before);
  const lines = after.terms.nodes.flatMap((node) => {
    const isClosed = touched.has(node.id) && (below.get(node.id) ?? []).every(isSettled);
    if (!isClosed || (wasOpen.get(node.id) ?? []).every(isSettled)) return [];
    return [closedLine(after, node, below.get(node.id) ?? [])];
  });
  return lines.length === 0 ? after : note(after, ...lines);
}

/** Epic, feature and story: what people follow. */
const notedLevels = 3;

/** Ids from the epic down to the subtask right above an atomic. */
function nodesAbove(key: string): string[] {
  const digits = key.split('.').slice(1);
  return planLevels
    .slice(0, -1)
    .map((level, depth) => [planPrefixes[level], ...digits.slice(0, depth + 1)].join('.'));
}

function tasksBelow({ tasks }: MissionState): ReadonlyMap<string, TaskState[]> {
  const below = new Map<string, TaskState[]>();
  for (const task of tasks) {
    if (task.kind !== 'atomic') continue;
    for (const id of nodesAbove(task.key)) {
      const known = below.get(id);
      if (known) known.push(task);
      else below.set(id, [task]);
    }
  }
  return below;
}

function gateOf(
  state: MissionState,
  node: { readonly id: string; readonly title: string },
  atomics: readonly TaskState[],
): NodeGateState {
  const level = planLevels.find((each) => node.id.startsWith(`${planPrefixes[each]}.`)) ?? 'epic';
  const isClosed = atomics.length > 0 && atomics.every(isSettled);
  const verified =
    level === 'epic' || level === 'feature' ? lastVerification(state, atomics) : null;
  const proof = verified && isDone(verified) ? verified : lastLanded(atomics);
  return {
    nodeId: node.id,
    level,
    title: node.title,
    status: statusOf(atomics, isClosed, verified),
    greenGates: proof === undefined ? [] : [...proof.provedGates],
    commit: proof?.decision?.commit ?? null,
    atomics: taskCounts(atomics),
    closedAt: isClosed
      ? Math.max(
          ...[...atomics, ...(verified ? [verified] : [])].map((task) => task.completedAt ?? 0),
        )
      : null,
  };
}

function statusOf(
  atomics: readonly TaskState[],
  isClosed: boolean,
  verified: TaskState | null,
): NodeGate['status'] {
  if (!isClosed) return 'open';
  if (atomics.every(isSkipped)) return 'skipped';
  if (!atomics.every((task) => isDone(task) || isSkipped(task))) return 'failed';
  if (verified === null || isDone(verified)) return 'passed';
  return isSettled(verified) ? 'failed' : 'open';
}

/** The verification of the last phase that has some of the atomics. */
function lastVerification(state: MissionState, atomics: readonly TaskState[]): TaskState | null {
  const phase = Math.max(0, ...atomics.map((task) => task.phase));
  return verificationOf(state, phase) ?? null;
}

function lastLanded(atomics: readonly TaskState[]): TaskState | undefined {
  return atomics
    .filter(isDone)
    .toSorted((left, right) => (left.completedAt ?? 0) - (right.completedAt ?? 0))
    .at(-1);
}

function closedLine(
  state: MissionState,
  node: { readonly id: string; readonly title: string },
  atomics: readonly TaskState[],
): string {
  const { atomics: counts, greenGates, commit } = gateOf(state, node, atomics);
  const ends = (['done', 'deferred', 'failed', 'skipped'] as const)
    .filter((status) => counts[status] > 0)
    .map((status) => `${counts[status]} ${status}`);
  const proof =
    commit === null
      ? 'nothing landed'
      : `gates ${greenGates.join(', ') || 'none'} green at ${commit.slice(0, 10)}`;
  return `${node.id} closed (${node.title}): ${ends.join(', ')}; ${proof}`;
}
