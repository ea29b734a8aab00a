import type { PlanNodeProgress } from '@mosaic/contract';
import type { PlanIndex } from './plan-index.ts';

export type NodeStatus = PlanNodeProgress['status'];

/** What is known of an atomic, or of the gate of a node with children. */
export interface NodeState {
  readonly status: NodeStatus;
  /** From what was run, 0 to 100; null or left out where nothing was. */
  readonly evidenceScore?: number | null | undefined;
  readonly usedMinutes?: number | null | undefined;
  readonly usedTokens?: number | null | undefined;
}

const pendingState: NodeState = { status: 'pending' };

/**
 * Carries status, share and evidence of atomics upwards, to every node of the plan.
 *
 * - A node is `done` only when all its children that are not skipped are, and its own gate where
 *   `states` has one; `skipped` when all its children are.
 * - While something below can still go on it is `in_progress` once anything below has begun,
 *   `blocked` when all that is left is blocked, else `pending`.
 * - When nothing can go on and not all is done it is `failed` if anything failed, else `deferred`.
 * - `percent` is the share of minutes done, 100 only when nothing is left; what is skipped counts neither way, and atomics
 *   without an estimate count as one minute.
 * - `evidenceScore` is the mean of what is done below, by minutes; done without evidence counts
 *   as 0. A gate's own score can only lower it.
 *
 * Atomics that `states` leaves out are `pending`. Used minutes and tokens are the sums of those known.
 */
export function bubble(
  index: PlanIndex,
  states: ReadonlyMap<string, NodeState>,
): PlanNodeProgress[] {
  const { nodes, parent, level } = index;
  const tallies = nodes.map(() => emptyTally());
  const progress: PlanNodeProgress[] = new Array(nodes.length);
  for (let at = nodes.length - 1; at >= 0; at -= 1) {
    const node = nodes[at];
    const tally = tallies[at];
    if (node === undefined || tally === undefined) continue;
    const given = states.get(node.id);
    const isAtomic = level[at] === 5 || tally.children === 0;
    if (isAtomic) tallyAtomic(tally, given ?? pendingState, node.estimate?.minutes ?? 1);
    else if (given !== undefined) addUse(tally, given);
    const status = isAtomic
      ? (given ?? pendingState).status
      : gated(statusOf(tally.statuses), given?.status);
    progress[at] = { id: node.id, status, ...figures(tally, isAtomic ? null : given) };
    const above = tallies[parent[at] ?? -1];
    if (above !== undefined) addUp(above, tally, status);
  }
  return progress;
}

interface Tally {
  children: number;
  readonly statuses: Set<NodeStatus>;
  /** What is left to do; 0 exactly when nothing is, which a difference of sums would not be. */
  minutesOpen: number;
  minutesDone: number;
  /** Minutes times score, of what is done. */
  scored: number;
  hasEvidence: boolean;
  usedMinutes: number | null;
  usedTokens: number | null;
}

function emptyTally(): Tally {
  return {
    children: 0,
    statuses: new Set(),
    minutesOpen: 0,
    minutesDone: 0,
    scored: 0,
    hasEvidence: false,
    usedMinutes: null,
    usedTokens: null,
  };
}

function tallyAtomic(tally: Tally, state: NodeState, minutes: number): void {
  addUse(tally, state);
  if (state.status === 'skipped') return;
  const score = state.evidenceScore ?? null;
  tally.hasEvidence = score !== null;
  if (state.status !== 'done') {
    tally.minutesOpen = minutes;
    return;
  }
  tally.minutesDone = minutes;
  tally.scored = minutes * (score ?? 0);
}

function addUse(tally: Tally, { usedMinutes, usedTokens }: NodeState): void {
  tally.usedMinutes = sum(tally.usedMinutes, usedMinutes ?? null);
  tally.usedTokens = sum(tally.usedTokens, usedTokens ?? null);
}

function addUp(above: Tally, tally: Tally, status: NodeStatus): void {
  above.children += 1;
  above.statuses.add(status);
  above.minutesOpen += tally.minutesOpen;
  above.minutesDone += tally.minutesDone;
  above.scored += tally.scored;
  above.hasEvidence ||= tally.hasEvidence;
  above.usedMinutes = sum(above.usedMinutes, tally.usedMinutes);
  above.usedTokens = sum(above.usedTokens, tally.usedTokens);
}

function sum(first: number | null, second: number | null): number | null {
  return first === null ? second : first + (second ?? 0);
}

function figures(tally: Tally, gate: NodeState | null | undefined) {
  const { minutesOpen, minutesDone, scored, usedMinutes, usedTokens } = tally;
  const share = Math.round((1_000 * minutesDone) / (minutesDone + minutesOpen)) / 10;
  const percent = minutesOpen === 0 ? 100 : Math.min(99.9, share);
  const below = tally.hasEvidence && minutesDone > 0 ? scored / minutesDone : null;
  const own = gate?.evidenceScore ?? null;
  const scores = [below, own].filter((score) => score !== null);
  return {
    percent,
    evidenceScore: scores.length === 0 ? null : Math.min(100, ...scores),
    usedMinutes,
    usedTokens,
  };
}

function statusOf(statuses: ReadonlySet<NodeStatus>): NodeStatus {
  const isOpen = statuses.has('pending') || statuses.has('blocked') || statuses.has('in_progress');
  if (!isOpen) {
    if (statuses.has('failed')) return 'failed';
    if (statuses.has('deferred')) return 'deferred';
    return statuses.has('done') ? 'done' : 'skipped';
  }
  if (statuses.has('in_progress')) return 'in_progress';
  if (!statuses.has('pending')) return 'blocked';
  const hasBegun = statuses.has('done') || statuses.has('failed') || statuses.has('deferred');
  return hasBegun ? 'in_progress' : 'pending';
}

/** A node whose children are done is done once its own gate is; other states stand. */
function gated(status: NodeStatus, gate: NodeStatus | undefined): NodeStatus {
  if (status !== 'done' || gate === undefined || gate === 'skipped') return status;
  return gate === 'pending' ? 'in_progress' : gate;
}
