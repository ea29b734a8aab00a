import type { LockWait } from '@mosaic/contract';

/** A share as the search for deadlocks sees it. */
export interface WaitFact {
  readonly holdId: string;
  readonly lockId: string;
  readonly owner: string;
  readonly count: number;
  readonly isWaiting: boolean;
  readonly priority: number;
  readonly seq: number;
}

/** Who is served first: the higher priority, then whoever came first. */
export function isAhead(
  a: Pick<WaitFact, 'priority' | 'seq'>,
  b: Pick<WaitFact, 'priority' | 'seq'>,
): boolean {
  return a.priority > b.priority || (a.priority === b.priority && a.seq < b.seq);
}

/**
 * Finds out whether owners wait for each other in a circle that nobody can leave.
 *
 * An owner that waits for nothing will give back what it has sooner or later. So everybody whose
 * turn would then come is let go, again and again; whoever is left over waits for ever. That is
 * exact also for locks with several units, where a circle alone need not be a deadlock.
 *
 * @param facts everything held and waited for on the locks that matter
 * @returns the shortest circle through `owner` among those left over, or null when there is none
 */
export function findDeadlock(
  facts: readonly WaitFact[],
  capacities: ReadonlyMap<string, number>,
  owner: string,
): LockWait[] | null {
  const left = reduce(facts, capacities);
  const waits = left.filter(({ isWaiting }) => isWaiting);
  if (!waits.some((wait) => wait.owner === owner)) return null;
  return shortestCircle(waitsFor(left, waits, capacities), owner);
}

/** Lets go everybody who can; what is left can never change. */
function reduce(
  facts: readonly WaitFact[],
  capacities: ReadonlyMap<string, number>,
): readonly WaitFact[] {
  let left = facts;
  for (;;) {
    const granted = grantOne(left, capacities);
    const finished = finishAll(granted ?? left);
    if (granted === null && finished.length === left.length) return left;
    left = finished;
  }
}

/** Owners that wait for nothing give everything back. */
function finishAll(facts: readonly WaitFact[]): readonly WaitFact[] {
  const waiting = new Set(facts.filter(({ isWaiting }) => isWaiting).map(({ owner }) => owner));
  return facts.filter(({ owner }) => waiting.has(owner));
}

/** Gives locks to one ticket whose turn it is, by the same rule as the real queue. */
function grantOne(
  facts: readonly WaitFact[],
  capacities: ReadonlyMap<string, number>,
): readonly WaitFact[] | null {
  const inUse = usage(facts);
  const firsts = new Map<string, WaitFact>();
  for (const fact of facts) {
    const first = firsts.get(fact.lockId);
    if (fact.isWaiting && (!first || isAhead(fact, first))) firsts.set(fact.lockId, fact);
  }
  const isServed = (fact: WaitFact) =>
    firsts.get(fact.lockId)?.holdId === fact.holdId &&
    (inUse.get(fact.lockId) ?? 0) + fact.count <= (capacities.get(fact.lockId) ?? 0);
  for (const { holdId } of firsts.values()) {
    if (facts.every((fact) => fact.holdId !== holdId || isServed(fact))) {
      return facts.map((fact) => (fact.holdId === holdId ? { ...fact, isWaiting: false } : fact));
    }
  }
  return null;
}

function usage(facts: readonly WaitFact[]): ReadonlyMap<string, number> {
  const inUse = new Map<string, number>();
  for (const { lockId, count, isWaiting } of facts) {
    if (!isWaiting) inUse.set(lockId, (inUse.get(lockId) ?? 0) + count);
  }
  return inUse;
}

interface Edge {
  readonly lockId: string;
  readonly to: string;
}

/** For each owner, on which lock it waits for whom: those that have too much of it or come first. */
function waitsFor(
  left: readonly WaitFact[],
  waits: readonly WaitFact[],
  capacities: ReadonlyMap<string, number>,
): ReadonlyMap<string, readonly Edge[]> {
  const inUse = usage(left);
  const edges = new Map<string, Edge[]>();
  for (const wait of waits) {
    const isShort = (inUse.get(wait.lockId) ?? 0) + wait.count > (capacities.get(wait.lockId) ?? 0);
    const inTheWay = left.filter(
      (other) =>
        other.lockId === wait.lockId &&
        other.holdId !== wait.holdId &&
        (other.isWaiting ? isAhead(other, wait) : isShort),
    );
    const own = edges.get(wait.owner) ?? [];
    own.push(...inTheWay.map(({ owner }) => ({ lockId: wait.lockId, to: owner })));
    edges.set(wait.owner, own);
  }
  return edges;
}

/** Breadth first, from the owner back to itself. */
function shortestCircle(
  edges: ReadonlyMap<string, readonly Edge[]>,
  owner: string,
): LockWait[] | null {
  const seen = new Set<string>();
  let paths: { readonly at: string; readonly steps: LockWait[] }[] = [{ at: owner, steps: [] }];
  while (paths.length > 0) {
    const longer: typeof paths = [];
    for (const { at, steps } of paths) {
      for (const { lockId, to } of edges.get(at) ?? []) {
        const walked = [...steps, { owner: at, lockId }];
        if (to === owner) return walked;
        if (seen.has(to)) continue;
        seen.add(to);
        longer.push({ at: to, steps: walked });
      }
    }
    paths = longer;
  }
  return null;
}
