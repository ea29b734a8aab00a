import { type Hold, isMosaicError, operations } from '@mosaic/contract';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { canFinish, settle } from '../../../test/lock-model.ts';
import { openTenantHub, type TenantHub } from '../../../test/tenant-hub.ts';
import { isOnPostgres } from '../../../test/test-store.ts';
import type { WaitFact } from './find-deadlock.ts';
import type { ShareRow } from './tables.ts';

const capacity = new Map([
  ['one', 1],
  ['uno', 1],
  ['few', 3],
]);
const actors = [0, 1, 2, 3];

type Step =
  | {
      readonly do: 'acquire';
      readonly actor: number;
      readonly lockIds: readonly string[];
      readonly count: number;
      readonly priority: number;
      readonly ttlMs: number;
      readonly waits: boolean;
      readonly isReplyLost: boolean;
    }
  | {
      readonly do: 'poll' | 'renew' | 'release' | 'crash';
      readonly actor: number;
      readonly isReplyLost: boolean;
    }
  | { readonly do: 'jump'; readonly ms: number }
  | { readonly do: 'expire' };

const actor = fc.constantFrom(...actors);
const isReplyLost = fc.boolean();
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant('acquire' as const),
      actor,
      lockIds: fc.uniqueArray(fc.constantFrom(...capacity.keys()), { minLength: 1, maxLength: 2 }),
      count: fc.constantFrom(1, 1, 2, 3),
      priority: fc.constantFrom(0, 0, 0, 4),
      ttlMs: fc.constantFrom(2_000, 10_000, 60_000),
      waits: fc.constantFrom(true, true, false),
      isReplyLost: fc.constantFrom(false, false, false, true),
    }),
  },
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constantFrom('poll' as const, 'renew' as const, 'release' as const),
      actor,
      isReplyLost,
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('crash' as const), actor, isReplyLost }) },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('jump' as const),
      ms: fc.constantFrom(500, 3_000, 25_000, 70_000),
    }),
  },
  { weight: 1, arbitrary: fc.constant({ do: 'expire' as const }) },
);

/** One wish of an actor, as far as it knows. */
interface Wish {
  readonly ticket: string;
  readonly locks: readonly { lockId: string; count: number; capacity: number }[];
  readonly step: Extract<Step, { do: 'acquire' }>;
  hold: Hold | null;
  /** An answer was lost that may have prolonged the hold. */
  isLongerPerhaps: boolean;
}

let hub: TenantHub;
let runs = 0;
const seen = { deadlocks: 0, grants: 0, lapses: 0, repeats: 0 };
beforeAll(async () => {
  hub = await openTenantHub();
});
afterAll(() => hub.destroy());

/** Everything the store has of a tenant's locks. */
async function snapshot(tenant: string) {
  const now = hub.clock.now();
  const { reader } = hub.store;
  const rowsOf = <Row>(table: string): Promise<Row[]> =>
    reader.selectFrom(table).selectAll().where('tenant', '=', tenant).execute() as Promise<Row[]>;
  const rows = await rowsOf<ShareRow>('lock_share');
  const [head] = await rowsOf<{ shares: number }>('lock_head');
  const lines = await rowsOf<{ lock_id: string; in_use: number; waiting: number }>('lock_line');
  return { now, rows, lines, head };
}

type Snapshot = Awaited<ReturnType<typeof snapshot>>;

function factsOf({ rows, now }: Snapshot): WaitFact[] {
  return rows
    .filter((row) => row.expires_at >= now)
    .map((row) => ({
      holdId: row.hold_id,
      lockId: row.lock_id,
      owner: row.owner_key,
      count: row.count,
      isWaiting: row.is_waiting === 1,
      priority: row.priority,
      seq: row.seq,
    }));
}

/** Counters are right, and no lock has more units in use than it has. */
function checkCounters({ rows, lines, head }: Snapshot): void {
  expect(head?.shares ?? 0).toBe(rows.length);
  expect(lines.map((line) => line.lock_id).sort()).toEqual(
    [...new Set(rows.map((row) => row.lock_id))].sort(),
  );
  for (const line of lines) {
    const own = rows.filter((row) => row.lock_id === line.lock_id);
    const held = own.filter((row) => row.is_waiting === 0);
    const inUse = held.reduce((sum, row) => sum + row.count, 0);
    expect(inUse).toBe(line.in_use);
    expect(own.length - held.length).toBe(line.waiting);
    expect(inUse).toBeLessThanOrEqual(capacity.get(line.lock_id) ?? 0);
  }
}

class World {
  readonly tenant: string;
  readonly wishes = new Map<number, Wish[]>();
  /** The greatest token seen for each lock. */
  readonly tokens = new Map<string, { token: number; holdId: string }>();
  constructor(tenant: string) {
    this.tenant = tenant;
  }

  own(actor: number): Wish[] {
    const own = this.wishes.get(actor) ?? [];
    this.wishes.set(actor, own);
    return own;
  }

  forget(actor: number, wish: Wish): void {
    this.wishes.set(
      actor,
      this.own(actor).filter((each) => each !== wish),
    );
  }

  /** What the actors believe to hold must be true together. */
  checkBeliefs(now: number): void {
    const used = new Map<string, number>();
    for (const { hold } of [...this.wishes.values()].flat()) {
      if (hold === null || Date.parse(hold.expiresAt) < now) continue;
      for (const { lockId, count } of hold.locks) used.set(lockId, (used.get(lockId) ?? 0) + count);
    }
    for (const [lockId, count] of used) {
      expect(count, lockId).toBeLessThanOrEqual(capacity.get(lockId) ?? 0);
    }
  }

  noteHold({ id, locks, fencingToken }: Hold): void {
    for (const { lockId } of locks) {
      const newest = this.tokens.get(lockId);
      if (newest?.holdId === id) expect(fencingToken).toBe(newest.token);
      // Tokens grow with each hold of a lock; an older hold may be seen later than a newer one.
      else if (newest) expect(fencingToken).not.toBe(newest.token);
      if ((newest?.token ?? 0) < fencingToken)
        this.tokens.set(lockId, { token: fencingToken, holdId: id });
    }
  }
}

function call(world: World, wish: Wish, actor: number) {
  const { ttlMs, priority, waits } = wish.step;
  // The caller is gone at once, so that nobody waits for real time here.
  return hub.hub.call({
    operation: 'lock.acquire',
    input: {
      owner: `actor-${actor}`,
      locks: wish.locks,
      ttlMs,
      priority,
      waitMs: waits ? 10_000 : 0,
      ticket: wish.ticket,
    },
    token: `${world.tenant}/p`,
    surface: 'rest',
    signal: AbortSignal.abort(),
  }) as Promise<{ hold: Hold | null; isWaiting: boolean }>;
}

async function refusal(work: Promise<unknown>): Promise<{ code: string; reason?: unknown } | null> {
  try {
    await work;
    return null;
  } catch (error) {
    if (!isMosaicError(error)) throw error;
    return { code: error.code, reason: error.details.reason };
  }
}

async function acquire(world: World, step: Extract<Step, { do: 'acquire' }>): Promise<void> {
  const before = await snapshot(world.tenant);
  const locks = step.lockIds.map((lockId) => {
    const units = capacity.get(lockId) ?? 1;
    return { lockId, count: Math.min(step.count, units), capacity: units };
  });
  const wish: Wish = {
    ticket: hub.clock.newId('hold'),
    locks,
    step,
    hold: null,
    isLongerPerhaps: false,
  };
  let answer: Awaited<ReturnType<typeof call>> | null = null;
  const refused = await refusal(
    call(world, wish, step.actor).then((output) => {
      answer = output;
    }),
  );
  if (refused !== null) {
    expect(refused).toMatchObject({ code: 'conflict', reason: 'deadlock' });
    seen.deadlocks += 1;
    checkRefusedCircle(before, wish, step);
    return;
  }
  const { hold, isWaiting } = answer as unknown as NonNullable<typeof answer> & {
    hold: Hold | null;
    isWaiting: boolean;
  };
  if (hold) checkNobodyOvertaken(before, step);
  if (!hold && !isWaiting) return;
  world.own(step.actor).push(wish);
  if (!step.isReplyLost && hold) {
    wish.hold = hold;
    world.noteHold(hold);
    seen.grants += 1;
  }
}

/** With the wish that was refused, its owner could never have gone on. */
function checkRefusedCircle(before: Snapshot, wish: Wish, step: Extract<Step, { do: 'acquire' }>) {
  const owner = `p/actor-${step.actor}`;
  const seq = Number.MAX_SAFE_INTEGER;
  const wanted = wish.locks.map(({ lockId, count }) => ({
    holdId: wish.ticket,
    lockId,
    owner,
    count,
    isWaiting: true,
    priority: step.priority,
    seq,
  }));
  const facts = settle([...factsOf(before), ...wanted], capacity);
  const stuck = facts.filter((fact) => fact.isWaiting && !canFinish(facts, capacity, fact.owner));
  expect(stuck.map((fact) => fact.owner)).toContain(owner);
}

function checkNobodyOvertaken(
  before: Snapshot,
  { lockIds, priority }: Extract<Step, { do: 'acquire' }>,
) {
  const facts = settle(factsOf(before), capacity);
  const overtaken = facts.filter(
    (fact) => fact.isWaiting && lockIds.includes(fact.lockId) && fact.priority >= priority,
  );
  expect(overtaken).toEqual([]);
}

async function handle(world: World, step: Exclude<Step, { do: 'acquire' | 'jump' | 'expire' }>) {
  const own = world.own(step.actor);
  if (step.do === 'crash') {
    // Silence: whatever it had stays with the hub until it lapses.
    world.wishes.set(step.actor, []);
    return;
  }
  const wish = own.at(step.do === 'poll' ? 0 : -1);
  if (!wish) return;
  const now = hub.clock.now();
  const token = `${world.tenant}/p`;
  const isLapsed = wish.hold !== null && Date.parse(wish.hold.expiresAt) < now;
  const isValid = wish.hold !== null && !isLapsed;
  const work =
    step.do === 'poll'
      ? call(world, wish, step.actor)
      : step.do === 'renew'
        ? hub.call(token, operations.renewLock, { holdId: wish.ticket })
        : hub.call(token, operations.releaseLock, { holdId: wish.ticket });
  let output: unknown;
  const refused = await refusal(
    work.then((answer) => {
      output = answer;
    }),
  );
  if (refused) {
    expect(refused.code).toBe('lease_lost');
    expect(isValid, 'a valid hold was refused').toBe(false);
    seen.lapses += isLapsed ? 1 : 0;
    if (wish.hold !== null || step.do === 'poll' || step.do === 'release')
      world.forget(step.actor, wish);
    return;
  }
  expect(isLapsed && !wish.isLongerPerhaps, 'a lapsed hold was accepted').toBe(false);
  if (step.do === 'release') {
    if (step.isReplyLost) {
      expect(
        await refusal(hub.call(token, operations.releaseLock, { holdId: wish.ticket })),
      ).toBeNull();
      seen.repeats += 1;
    }
    world.forget(step.actor, wish);
    return;
  }
  wish.isLongerPerhaps = step.isReplyLost;
  if (step.isReplyLost) return;
  const hold = step.do === 'renew' ? (output as Hold) : (output as { hold: Hold | null }).hold;
  if (hold) world.noteHold(hold);
  wish.hold = hold;
}

it('whoever crashes, comes late or repeats: never too many holders, no stuck queue, no missed or invented deadlock', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(step, { minLength: 10, maxLength: 45, size: 'max' }),
      async (steps) => {
        runs += 1;
        const world = new World(`tenant-${runs}`);
        for (const each of steps) {
          if (each.do === 'jump') hub.clock.advance(each.ms);
          else if (each.do === 'expire')
            await hub.hub.system('locks').call(operations.expireLocks, {});
          else if (each.do === 'acquire') await acquire(world, each);
          else await handle(world, each);
          const after = await snapshot(world.tenant);
          checkCounters(after);
          world.checkBeliefs(after.now);
          const facts = factsOf(after);
          for (const owner of new Set(facts.filter((f) => f.isWaiting).map((f) => f.owner))) {
            const served = settle(facts, capacity);
            expect(canFinish(served, capacity, owner), `${owner} is stuck for ever`).toBe(true);
          }
          // Where nothing lapsed unnoticed, everybody whose turn it is has been served.
          if (after.rows.every((row) => row.expires_at >= after.now)) {
            expect(settle(facts, capacity)).toEqual(facts);
          }
        }
        expect(hub.bugs).toEqual([]);
      },
    ),
    { numRuns: isOnPostgres ? 10 : 60 },
  );
  if (isOnPostgres) return;
  expect(seen.deadlocks).toBeGreaterThan(15);
  expect(seen.grants).toBeGreaterThan(100);
  expect(seen.lapses).toBeGreaterThan(10);
  expect(seen.repeats).toBeGreaterThan(10);
}, 120_000);
