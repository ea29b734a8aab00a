import { operations } from '@mosaic/contract';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openTestHub, type TestHub } from '../test-hub.ts';

const dayMs = 24 * 3_600_000;
/** Longer than the pause before a second attempt, shorter than a session. */
const backOffMs = 5_000;
/** A wall clock that is set wrong, put right, or read in another time zone by mistake. */
const jumps = [
  ['a day ahead', dayMs],
  ['a day back', -dayMs],
  ['an hour ahead, as in spring', 3_600_000],
  ['an hour back, as in autumn', -3_600_000],
] as const;

let hub: TestHub;
beforeEach(async () => {
  hub = await openTestHub();
});
afterEach(() => hub.destroy());

const system = () => hub.hub.system('test');

async function agent(name: string): Promise<string> {
  return (await system().call(operations.registerAgent, { name, type: 'worker' })).id;
}

async function claim(agentId: string, count: number) {
  const { assignments } = await system().call(operations.claimTask, { agentId, count });
  return assignments.map(({ task, lease }) => ({
    taskId: task.id,
    fencingToken: lease.fencingToken,
  }));
}

describe.each(jumps)('when the clock jumps %s', (_, jumpMs) => {
  it('gives no job to two agents that could both hand it in', async () => {
    const [first, second] = [await agent('first'), await agent('second')];
    const jobs = Array.from({ length: 6 }, (_, index) => ({ title: `job ${index}` }));
    await system().call(operations.submitTasks, { jobs });
    const early = await claim(first, 3);
    hub.clock.advance(jumpMs);
    await system().call(operations.expireTasks, {});
    // What was lost is tried again after a short pause.
    hub.clock.advance(backOffMs);
    await agent('second');
    const late = await claim(second, 6);

    const done = new Map<string, number>();
    for (const task of [...early, ...late]) {
      const verdict = await system()
        .call(operations.completeTasks, { tasks: [task] })
        .catch((error: { code: string }) => {
          expect(error.code).toBe('lease_lost');
          return { accepted: [] };
        });
      for (const id of verdict.accepted) done.set(id, (done.get(id) ?? 0) + 1);
    }
    // What the jump took from the first went to the second.
    expect([...done.values()].every((times) => times === 1)).toBe(true);
    expect(done.size).toBe(6);
    for (const { taskId, fencingToken } of late) {
      const before = early.find((task) => task.taskId === taskId);
      if (before) expect(fencingToken).toBeGreaterThan(before.fencingToken);
    }
    expect(late.map(({ taskId }) => taskId)).toHaveLength(jumpMs > 0 ? 6 : 3);
  });

  it('lets two owners hold a lock with growing tokens only', async () => {
    const acquire = (owner: string) =>
      system().call(operations.acquireLock, { owner, locks: [{ lockId: 'deploy' }], ttlMs: 5_000 });
    const before = await acquire('first');
    hub.clock.advance(jumpMs);
    const after = await acquire('second').catch(() => null);
    const tokens = [before, after].flatMap((hold) => hold?.hold?.fencingToken ?? []);
    expect(tokens).toEqual([...new Set(tokens)].sort((a, b) => a - b));
    const valid = await Promise.all(
      tokens.map((fencingToken) =>
        system().call(operations.checkLock, { lockId: 'deploy', fencingToken }),
      ),
    );
    expect(valid.filter(({ isValid }) => isValid)).toHaveLength(1);
  });

  it('keeps the order of events and the audit chain', async () => {
    await agent('first');
    hub.clock.advance(jumpMs);
    await agent('second');
    const verdict = await system().call(operations.verifyAudit, {});
    expect(verdict.isIntact).toBe(true);
    const { items } = await system().call(operations.listEvents, {});
    const numbers = items.map(({ seq }) => seq);
    expect(numbers).toEqual(numbers.toSorted((a, b) => a - b));
    expect(numbers.length).toBeGreaterThanOrEqual(2);
  });
});

it('has an agent that comes back after a jump give up what its earlier life held', async () => {
  const first = await agent('first');
  await system().call(operations.submitTasks, { jobs: [{ title: 'one' }] });
  const [lost] = await claim(first, 1);
  // The lease ends a day too late; nobody has to wait for that.
  hub.clock.advance(-dayMs);
  await agent('first');
  hub.clock.advance(backOffMs);
  const [again] = await claim(first, 1);
  expect(again?.taskId).toBe(lost?.taskId);
  expect(again?.fencingToken).toBeGreaterThan(lost?.fencingToken ?? 0);
  await expect(
    system().call(operations.completeTasks, { tasks: lost ? [lost] : [] }),
  ).rejects.toMatchObject({ code: 'lease_lost' });
});
