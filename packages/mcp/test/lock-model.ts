import { isAhead, type WaitFact } from '../src/modules/locks/find-deadlock.ts';

/** Gives to everybody whose turn it is: the plainest reading of the rule of the queues. */
export function settle(facts: WaitFact[], capacity: ReadonlyMap<string, number>): WaitFact[] {
  for (const { holdId } of facts.filter(({ isWaiting }) => isWaiting)) {
    const own = facts.filter((fact) => fact.holdId === holdId);
    const isTurn = own.every((share) => {
      const others = facts.filter((f) => f.lockId === share.lockId && f.holdId !== holdId);
      const used = others.filter((f) => !f.isWaiting).reduce((sum, f) => sum + f.count, 0);
      const isFirst = !others.some((f) => f.isWaiting && isAhead(f, share));
      return isFirst && used + share.count <= (capacity.get(share.lockId) ?? 0);
    });
    if (!isTurn) continue;
    const given = facts.map((f) => (f.holdId === holdId ? { ...f, isWaiting: false } : f));
    return settle(given, capacity);
  }
  return facts;
}

/** Plays every order in which owners that wait for nothing can finish; true when one frees `owner`. */
export function canFinish(
  facts: WaitFact[],
  capacity: ReadonlyMap<string, number>,
  owner: string,
): boolean {
  const waiting = new Set(facts.filter((f) => f.isWaiting).map((f) => f.owner));
  if (!waiting.has(owner)) return true;
  const free = [...new Set(facts.map((f) => f.owner))].filter((name) => !waiting.has(name));
  return free.some((name) => {
    const rest = settle(
      facts.filter((f) => f.owner !== name),
      capacity,
    );
    return canFinish(rest, capacity, owner);
  });
}
