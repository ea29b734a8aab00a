import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canFinish, settle } from '../../../test/lock-model.ts';
import { findDeadlock, isAhead, type WaitFact } from './find-deadlock.ts';

const held = (owner: string, lockId: string, count = 1): WaitFact => ({
  holdId: `${owner}-has-${lockId}`,
  lockId,
  owner,
  count,
  isWaiting: false,
  priority: 0,
  seq: 0,
});
const wanted = (owner: string, lockId: string, seq: number, more: Partial<WaitFact> = {}) => ({
  ...held(owner, lockId),
  holdId: `${owner}-wants-${seq}`,
  isWaiting: true,
  seq,
  ...more,
});
const exclusive = new Map(['a', 'b', 'c'].map((lockId) => [lockId, 1]));

describe('a deadlock', () => {
  it('of two is named from the owner that closes it', () => {
    const facts = [held('x', 'a'), held('y', 'b'), wanted('x', 'b', 1), wanted('y', 'a', 2)];
    expect(findDeadlock(facts, exclusive, 'y')).toEqual([
      { owner: 'y', lockId: 'a' },
      { owner: 'x', lockId: 'b' },
    ]);
  });

  it('of one is wanting again what it has', () => {
    const facts = [held('x', 'a'), wanted('x', 'a', 1)];
    expect(findDeadlock(facts, exclusive, 'x')).toEqual([{ owner: 'x', lockId: 'a' }]);
  });

  it('can go through a place in a queue: who came first holds nothing of it', () => {
    // y came first to a, which is free, but waits for b, which x has; x may not overtake.
    const facts = [
      held('x', 'b'),
      wanted('y', 'a', 1, { holdId: 'both' }),
      wanted('y', 'b', 1, { holdId: 'both' }),
      wanted('x', 'a', 2),
    ];
    expect(findDeadlock(facts, exclusive, 'x')).toEqual([
      { owner: 'x', lockId: 'a' },
      { owner: 'y', lockId: 'b' },
    ]);
  });

  it('is not every circle: a third owner of a counted lock may give its unit back', () => {
    const capacities = new Map([
      ['a', 2],
      ['b', 1],
    ]);
    const circle = [held('x', 'a'), held('y', 'b'), wanted('x', 'b', 1), wanted('y', 'a', 2)];
    expect(findDeadlock([...circle, held('z', 'a')], capacities, 'y')).toBeNull();
    const all = [...circle, held('z', 'a'), wanted('z', 'b', 3)];
    expect(findDeadlock(all, capacities, 'z')).not.toBeNull();
  });

  it('is not a long queue', () => {
    const queue = ['p', 'q', 'r'].map((owner, index) => wanted(owner, 'a', index + 1));
    expect(findDeadlock([held('x', 'a'), ...queue], exclusive, 'r')).toBeNull();
  });
});

const lockIds = ['a', 'b', 'c'];
const owners = ['w', 'x', 'y', 'z'];

/** Any situation the queues can be in, built by wishes that are granted or wait. */
const situations = fc
  .record({
    capacities: fc.tuple(fc.constantFrom(1, 1, 2, 3), fc.constantFrom(1, 1, 2), fc.constant(1)),
    wishes: fc.array(
      fc.record({
        owner: fc.constantFrom(...owners),
        lockIds: fc.uniqueArray(fc.constantFrom(...lockIds), { minLength: 1, maxLength: 2 }),
        count: fc.constantFrom(1, 1, 2),
        priority: fc.constantFrom(0, 0, 0, 5),
      }),
      { maxLength: 9 },
    ),
  })
  .map(({ capacities, wishes }) => {
    const capacity = new Map(lockIds.map((id, index) => [id, capacities[index] ?? 1]));
    let facts: WaitFact[] = [];
    for (const [seq, wish] of wishes.entries()) {
      const shares = wish.lockIds.map((lockId) => ({
        holdId: `hold-${seq}`,
        lockId,
        owner: wish.owner,
        count: Math.min(wish.count, capacity.get(lockId) ?? 1),
        isWaiting: true,
        priority: wish.priority,
        seq,
      }));
      facts = settle([...facts, ...shares], capacity);
    }
    return { facts, capacity, newest: wishes.at(-1)?.owner ?? 'w' };
  });

describe('for any situation', () => {
  it('one is found exactly when the owner can never go on, in whatever order others finish', () => {
    let found = 0;
    fc.assert(
      fc.property(situations, ({ facts, capacity }) => {
        for (const owner of owners) {
          if (!facts.some((fact) => fact.owner === owner && fact.isWaiting)) continue;
          const cycle = findDeadlock(facts, capacity, owner);
          const isStuck = !canFinish(facts, capacity, owner);
          // Stuck behind a circle of others is no circle of its own; the circle was refused before.
          if (cycle !== null) expect(isStuck).toBe(true);
          if (isStuck && cycle === null) expect(othersAreStuck(facts, capacity, owner)).toBe(true);
          found += cycle === null ? 0 : 1;
        }
      }),
      { numRuns: 2_000 },
    );
    expect(found).toBeGreaterThan(100);
  });

  it('every step of a circle is real: the next owner has that lock or stands before', () => {
    fc.assert(
      fc.property(situations, ({ facts, capacity, newest }) => {
        const cycle = findDeadlock(facts, capacity, newest) ?? [];
        for (const [index, { owner, lockId }] of cycle.entries()) {
          const next = cycle[(index + 1) % cycle.length]?.owner;
          const waits = facts.filter(
            (f) => f.owner === owner && f.lockId === lockId && f.isWaiting,
          );
          const isReal = waits.some((wait) =>
            facts.some(
              (f) =>
                f.owner === next &&
                f.lockId === lockId &&
                f.holdId !== wait.holdId &&
                (!f.isWaiting || isAhead(f, wait)),
            ),
          );
          expect(isReal).toBe(true);
        }
      }),
      { numRuns: 2_000 },
    );
  });
});

/** Without this owner somebody is stuck all the same. */
function othersAreStuck(
  facts: WaitFact[],
  capacity: ReadonlyMap<string, number>,
  owner: string,
): boolean {
  const rest = settle(
    facts.filter((fact) => fact.owner !== owner),
    capacity,
  );
  return rest.some((fact) => fact.isWaiting && !canFinish(rest, capacity, fact.owner));
}
