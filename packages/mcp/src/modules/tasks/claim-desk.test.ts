import { type OperationOutput, operations } from '@mosaic/contract';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Jobs, jobsOf, wrongCounts } from '../../../test/jobs.ts';
import { openTestHub, type TestHub } from '../../../test/test-hub.ts';

let hub: TestHub;
let jobs: Jobs;
beforeEach(async () => {
  hub = await openTestHub();
  jobs = jobsOf(hub);
});
afterEach(async () => {
  expect(await wrongCounts(hub)).toEqual([]);
  await hub.destroy();
});

type Claimed = OperationOutput<typeof operations.claimTask>;

/** A claim that waits, as an agent sends it. */
const wait = (agentId: string, more: object = {}, signal?: AbortSignal) =>
  hub.hub.call({
    operation: 'task.claim',
    input: { agentId, waitMs: 15_000, ...more },
    token: hub.owner,
    surface: 'rest',
    ...(signal ? { signal } : {}),
  }) as Promise<Claimed>;

const receive = async (agentId: string, signal: AbortSignal) =>
  hub.hub.stream({
    operation: 'task.receive',
    input: { agentId, slots: 2 },
    token: hub.owner,
    surface: 'rest',
    signal,
  });

const soon = (ms = 60) => new Promise((resolve) => setTimeout(resolve, ms));

/** Counts transactions from here on. */
function countWrites(): () => number {
  const store = hub.store as { write: (...input: never[]) => unknown };
  const { write } = store;
  let count = 0;
  store.write = (...input) => {
    count += 1;
    return write(...input);
  };
  return () => count;
}

describe('agents that wait', () => {
  it('get a job as soon as there is one, whoever waited longest first', async () => {
    const [first, second] = [await jobs.agent('first'), await jobs.agent('second')];
    const early = wait(first);
    await soon();
    const late = wait(second);
    await soon();
    const one = await jobs.submitOne();
    expect((await early).assignments.map(({ task }) => task.id)).toEqual([one]);
    const two = await jobs.submitOne();
    expect((await late).assignments.map(({ task }) => task.id)).toEqual([two]);
  });

  it('in great number cost a few transactions when one job comes, and one of them gets it', async () => {
    const agents = await Promise.all(
      Array.from({ length: 150 }, (_, index) => jobs.agent(`a${index}`, index % 3 ? [] : ['gpu'])),
    );
    const gone = new AbortController();
    const waiting = agents.map((agent) => wait(agent, {}, gone.signal));
    await soon(300);
    const writes = countWrites();
    const job = await jobs.submitOne();
    const first = await Promise.race(waiting);
    expect(first.assignments.map(({ task }) => task.id)).toEqual([job]);
    await soon(150);
    // The submission, one try of each kind, then one more of the kind that got it.
    expect(writes()).toBeLessThanOrEqual(6);
    gone.abort();
    const got = (await Promise.all(waiting)).flatMap(({ assignments }) => assignments);
    expect(got).toHaveLength(1);
  });

  it('all get something when enough comes at once', async () => {
    const agents = await Promise.all(
      Array.from({ length: 120 }, (_, index) => jobs.agent(`a${index}`)),
    );
    const waiting = agents.map((agent) => wait(agent));
    await soon(200);
    const ids = await jobs.submit(...Array.from({ length: 120 }, () => ({})));
    const got = (await Promise.all(waiting)).flatMap(({ assignments }) => assignments);
    expect(got.map(({ task }) => task.id).sort()).toEqual([...ids].sort());
  });

  it('are told of work that became theirs without being submitted: limits, dependencies, room', async () => {
    const agent = await jobs.agent('small', [], { tasksMax: 1 });
    const [running, next] = await jobs.submit({ key: 'a' }, { dependsOn: ['a'] });
    const [held] = await jobs.claim(agent);
    expect(held?.task.id).toBe(running);
    const waiting = wait(agent);
    await soon();
    await jobs.complete(held!);
    expect((await waiting).assignments.map(({ task }) => task.id)).toEqual([next]);
  });

  it('are not given what they cannot do', async () => {
    const agent = await jobs.agent('plain');
    const waiting = wait(agent, { waitMs: 300 });
    await soon();
    await jobs.submitOne({ requires: ['gpu'] });
    expect(await waiting).toEqual({ assignments: [] });
  });

  it('leave nothing behind when they go away', async () => {
    const gone = new AbortController();
    const waiting = wait(await jobs.agent('gone'), {}, gone.signal);
    await soon();
    gone.abort();
    expect(await waiting).toEqual({ assignments: [] });
    const id = await jobs.submitOne();
    await soon();
    expect((await jobs.show(id)).lease).toBeNull();
  });

  it('hear that they drain', async () => {
    const agentId = await jobs.agent('tired');
    const waiting = wait(agentId);
    await soon();
    await jobs.system.call(operations.drainAgent, { agentId });
    await expect(waiting).rejects.toMatchObject({ code: 'conflict' });
  });
});

describe('an open stream', () => {
  it('hands jobs out as they come, as many at a time as it has slots', async () => {
    const agent = await jobs.agent('ada');
    const gone = new AbortController();
    const ids = await jobs.submit({}, {}, {});
    const stream = (await receive(agent, gone.signal))[Symbol.asyncIterator]();
    const held = [];
    for (let n = 0; n < 2; n += 1) held.push((await stream.next()).value);
    expect(held.map(({ task }) => task.id)).toEqual(ids.slice(0, 2));
    const third = stream.next();
    await soon();
    expect((await jobs.show(ids[2]!)).lease).toBeNull();
    await jobs.complete(held[0], held[1]);
    expect((await third).value.task.id).toBe(ids[2]);
    gone.abort();
  });

  it('ends when the session it stands for is over, and gives nothing to the dead', async () => {
    const agent = await jobs.agent('ada');
    const stream = (await receive(agent, AbortSignal.timeout(10_000)))[Symbol.asyncIterator]();
    const next = stream.next();
    await soon();
    hub.clock.advance(16_000);
    const id = await jobs.submitOne();
    await expect(next).rejects.toMatchObject({ code: 'lease_lost' });
    expect((await jobs.show(id)).lease).toBeNull();
  });
});
