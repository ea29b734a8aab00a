import { operations } from '@mosaic/contract';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { holding, type Jobs, jobsOf, wrongCounts } from '../../../test/jobs.ts';
import { storeContents } from '../../../test/store-contents.ts';
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

const projectId = 'prj_0190b5c8-6c1f-7000-8000-000000000001';
const ids = (held: { task: { id: string } }[]) => held.map(({ task }) => task.id);

describe('a job', () => {
  it('is handed to an agent with its payload, and its result can be read', async () => {
    const id = await jobs.submitOne({ title: 'count', payload: { words: 3 } });
    const agent = await jobs.agent('ada');
    const [held] = await jobs.claim(agent);
    expect(held).toMatchObject({
      kind: 'job',
      task: { id, title: 'count', kind: 'job', missionId: null, job: { payload: { words: 3 } } },
      lease: { agentId: agent, runId: null, fencingToken: 1 },
    });
    await jobs.system.call(operations.completeTasks, {
      tasks: [{ ...holding(held!), result: { count: 3 } }],
    });
    const shown = await jobs.show(id);
    expect(shown).toMatchObject({ status: 'done', job: { result: { count: 3 }, state: 'over' } });
    expect(shown.lease).toBeNull();
    expect(await jobs.claim(agent)).toEqual([]);
  });

  it('is submitted once under one key, however often it is said', async () => {
    const job = { title: 'import', key: 'import-7' };
    const first = await jobs.submitOne(job);
    expect(await jobs.submitOne({ ...job, title: 'another' })).toBe(first);
    const both = await jobs.system.call(operations.submitTasks, {
      jobs: [{ title: 'x', key: 'twice' }, { title: 'y', key: 'twice' }, job],
    });
    expect(both.tasks.map(({ isNew }) => isNew)).toEqual([true, false, false]);
    expect(both.tasks[0]?.taskId).toBe(both.tasks[1]?.taskId);
    expect((await jobs.system.call(operations.listTasks, {})).items).toHaveLength(2);
  });

  it('goes to no runner of missions that asks for runs', async () => {
    await jobs.submitOne();
    const { id } = await jobs.system.call(operations.registerAgent, { name: 'r', type: 'runner' });
    expect(await jobs.claim(id)).toEqual([]);
    const { assignments } = await jobs.system.call(operations.claimTask, {
      agentId: id,
      steps: ['job'],
    });
    expect(assignments).toHaveLength(1);
  });

  it('with too large a payload is refused with all that came with it', async () => {
    const before = await storeContents(hub);
    const text = 'x'.repeat(64_001);
    const submission = jobs.submit({}, { title: 'big', payload: { text } });
    await expect(submission).rejects.toMatchObject({ code: 'too_large' });
    expect(await storeContents(hub)).toEqual(before);
  });
});

describe('dependencies', () => {
  it('hold a job back until everything it needs is done, and let it go once', async () => {
    const [a, b] = await jobs.submit({ key: 'a' }, { key: 'b' });
    const last = await jobs.submitOne({ dependsOn: ['a', b!] });
    const agent = await jobs.agent('ada');
    const held = await jobs.claim(agent, 50);
    expect(ids(held)).toEqual([a, b]);
    await jobs.complete(held[0]!);
    expect(await jobs.claim(agent)).toEqual([]);
    await jobs.complete(held[1]!);
    await jobs.complete(held[1]!);
    expect(ids(await jobs.claim(agent, 50))).toEqual([last]);
  });

  it('of one submission refer to each other by key, in any order', async () => {
    const [late, early] = await jobs.submit(
      { key: 'late', dependsOn: ['early'] },
      { key: 'early' },
    );
    const agent = await jobs.agent('ada');
    const [first] = await jobs.claim(agent, 50);
    expect(first?.task.id).toBe(early);
    await jobs.complete(first!);
    expect(ids(await jobs.claim(agent, 50))).toEqual([late]);
  });

  it('in a circle are refused with the circle named', async () => {
    const before = await storeContents(hub);
    const circle = jobs.submit(
      { key: 'free' },
      { key: 'a', dependsOn: ['c', 'free'] },
      { key: 'b', dependsOn: ['a'] },
      { key: 'c', dependsOn: ['b'] },
    );
    await expect(circle).rejects.toMatchObject({
      code: 'conflict',
      message: expect.stringContaining('a → c → b → a'),
    });
    expect(await storeContents(hub)).toEqual(before);
  });

  it('on what nobody knows are refused', async () => {
    for (const name of ['nothing', 'tsk_0190b5c8-6c1f-7000-8000-0000000000ff']) {
      const submission = jobs.submitOne({ dependsOn: [name] });
      await expect(submission).rejects.toMatchObject({ code: 'not_found' });
    }
  });
});

describe('the order', () => {
  it('is by priority, and by age within it', async () => {
    const [low, first, second, high] = await jobs.submit({ priority: -5 }, {}, {}, { priority: 5 });
    const held = await jobs.claim(await jobs.agent('ada'), 50);
    expect(ids(held)).toEqual([high, first, second, low]);
  });

  it('lets waiting outweigh priority, so that nothing starves', async () => {
    const old = await jobs.submitOne({ priority: 0 });
    hub.clock.advance(3 * 60_000 + 1);
    const urgent = await jobs.submitOne({ priority: 3 });
    expect(ids(await jobs.claim(await jobs.agent('ada'), 2))).toEqual([old, urgent]);
  });

  it('gives projects turns, however much one of them submitted', async () => {
    const other = projectId.replace(/1$/, '2');
    await jobs.submit(...Array.from({ length: 20 }, () => ({ projectId })));
    await jobs.submit(...Array.from({ length: 3 }, () => ({ projectId: other })));
    const agent = await jobs.agent('ada');
    const projects: (string | null)[] = [];
    for (let turn = 0; turn < 6; turn += 1) {
      projects.push((await jobs.claim(agent))[0]!.task.projectId);
    }
    expect(projects.filter((project) => project === other)).toHaveLength(3);
    const batch = await jobs.claim(agent, 50);
    expect(batch).toHaveLength(17);
  });

  it('follows the weight of projects', async () => {
    const other = projectId.replace(/1$/, '2');
    await jobs.system.call(operations.limitTasks, { projectId, weight: 3 });
    const many = (project: string) => Array.from({ length: 40 }, () => ({ projectId: project }));
    await jobs.submit(...many(projectId), ...many(other));
    const held = await jobs.claim(await jobs.agent('ada'), 40);
    const heavy = held.filter(({ task }) => task.projectId === projectId);
    expect(heavy.length).toBeGreaterThanOrEqual(29);
    expect(heavy.length).toBeLessThanOrEqual(31);
  });

  it('gives tenants turns with an agent that serves all of them', async () => {
    const [acme, umbrella] = [jobsOf(hub, 'acme'), jobsOf(hub, 'umbrella')];
    await acme.submit(...Array.from({ length: 20 }, () => ({})));
    await umbrella.submit({}, {}, {});
    const shared = jobsOf(hub, '*');
    const agent = await shared.agent('shared');
    const held = await shared.claim(agent, 6);
    expect(held).toHaveLength(6);
    const mine = await Promise.all(
      ids(held).map((taskId) => umbrella.show(taskId).then(Boolean, () => false)),
    );
    expect(mine.filter(Boolean)).toHaveLength(3);
  });

  it('keeps tenants apart for everybody else', async () => {
    const acme = jobsOf(hub, 'acme');
    const id = await acme.submitOne({ key: 'same' });
    await jobs.submitOne({ key: 'same' });
    await expect(jobs.show(id)).rejects.toMatchObject({ code: 'not_found' });
    const held = await jobs.claim(await jobs.agent('ada'), 50);
    expect(ids(held)).not.toContain(id);
    expect(held).toHaveLength(1);
  });
});

describe('what a job asks for', () => {
  it('must all be there: capabilities and labels', async () => {
    const [go, linux] = await jobs.submit(
      { requires: ['lang:go', 'gpu'] },
      { labels: { os: 'linux' } },
    );
    expect(await jobs.claim(await jobs.agent('half', ['gpu']), 50)).toEqual([]);
    const mac = await jobs.agent('mac', ['gpu', 'lang:go'], { labels: { os: 'mac' } });
    expect(ids(await jobs.claim(mac, 50))).toEqual([go]);
    const any = await jobs.agent('any', [], { labels: { os: '*' } });
    expect(ids(await jobs.claim(any, 50))).toEqual([linux]);
  });
});

describe('limits', () => {
  it('hold a project, the tenant and an agent to what they may run at once', async () => {
    await jobs.submit(...Array.from({ length: 6 }, () => ({ projectId })), {}, {});
    await jobs.system.call(operations.limitTasks, { projectId, runningMax: 2 });
    const small = await jobs.agent('small', [], { tasksMax: 1 });
    expect(await jobs.claim(small, 50)).toHaveLength(1);
    expect(await jobs.claim(small, 50)).toEqual([]);
    const large = await jobs.agent('large');
    await jobs.system.call(operations.limitTasks, { scope: 'tenant', runningMax: 4 });
    const held = await jobs.claim(large, 50);
    expect(held).toHaveLength(3);
    const queue = await jobs.system.call(operations.showQueue, {});
    expect(queue.tenant).toMatchObject({ running: 4, runningMax: 4 });
    expect(queue.items.find((share) => share.projectId === projectId)?.running).toBe(2);
    await jobs.complete(held[0]!);
    expect(await jobs.claim(large, 50)).toHaveLength(1);
    await jobs.system.call(operations.limitTasks, { projectId, runningMax: null });
    await jobs.system.call(operations.limitTasks, { scope: 'tenant', runningMax: null });
    expect(await jobs.claim(large, 50)).toHaveLength(3);
  });
});

describe('delays', () => {
  it('hold a job back until its time', async () => {
    const id = await jobs.submitOne({ delayMs: 5_000 });
    const agent = await jobs.agent('ada');
    expect(await jobs.claim(agent)).toEqual([]);
    hub.clock.advance(5_000);
    expect(ids(await jobs.claim(agent))).toEqual([id]);
  });
});

describe('a failed attempt', () => {
  it('is tried again after a pause that grows, and ends in the dead letters', async () => {
    const id = await jobs.submitOne({
      attemptsMax: 3,
      backOff: { firstMs: 1_000, maxMs: 60_000 },
    });
    const agent = await jobs.agent('ada');
    for (const pause of [1_000, 2_000]) {
      const [held] = await jobs.claim(agent);
      await jobs.fail(held!);
      expect(await jobs.claim(agent)).toEqual([]);
      const { job } = await jobs.show(id);
      const waits = Date.parse(job!.availableAt) - hub.clock.now();
      expect(waits).toBeGreaterThanOrEqual(pause / 2);
      expect(waits).toBeLessThanOrEqual(pause);
      hub.clock.advance(pause);
    }
    const [last] = await jobs.claim(agent);
    await jobs.fail(last!);
    expect(await jobs.show(id)).toMatchObject({ status: 'failed', lastError: 'It broke.' });
    const dead = await jobs.system.call(operations.listTasks, { kind: 'job', status: 'failed' });
    expect(dead.items.map((task) => task.id)).toEqual([id]);
    hub.clock.advance(1e9);
    expect(await jobs.claim(agent)).toEqual([]);
  });

  it('that cannot be retried is dead at once, and lives again when redriven', async () => {
    const id = await jobs.submitOne();
    const agent = await jobs.agent('ada');
    const [held] = await jobs.claim(agent);
    await jobs.fail(held!, false);
    expect((await jobs.show(id)).status).toBe('failed');
    await jobs.system.call(operations.redriveTasks, { taskIds: [id] });
    const [again] = await jobs.claim(agent);
    expect(again?.task).toMatchObject({ id, attempts: 1 });
    await jobs.complete(again!);
    expect((await jobs.show(id)).status).toBe('done');
    const nothing = await jobs.system.call(operations.redriveTasks, { taskIds: [id] });
    expect(nothing.accepted).toEqual([id]);
    expect((await jobs.show(id)).status).toBe('done');
  });
});

describe('calling off', () => {
  it('ends what waits at once, and asks what runs to stop', async () => {
    const [waiting, running] = await jobs.submit({ delayMs: 9_000 }, {});
    const agent = await jobs.agent('ada');
    const [held] = await jobs.claim(agent);
    expect(held?.task.id).toBe(running);
    await jobs.system.call(operations.cancelTasks, { taskIds: [waiting!, running!] });
    expect((await jobs.show(waiting!)).status).toBe('cancelled');
    expect((await jobs.show(running!)).status).toBe('in-progress');
    const beat = await jobs.system.call(operations.heartbeatAgent, { agentId: agent });
    expect(beat.stopping).toEqual([running]);
    const { isStopRequested } = await jobs.system.call(operations.heartbeatTask, holding(held!));
    expect(isStopRequested).toBe(true);
    await jobs.fail(held!);
    expect((await jobs.show(running!)).status).toBe('cancelled');
  });

  it('by force ends the lease now', async () => {
    const id = await jobs.submitOne();
    const [held] = await jobs.claim(await jobs.agent('ada'));
    await jobs.system.call(operations.cancelTasks, { taskIds: [id], mode: 'force' });
    expect((await jobs.show(id)).status).toBe('cancelled');
    await expect(jobs.complete(held!)).rejects.toMatchObject({ code: 'lease_lost' });
  });

  it('leaves the tasks of missions to their mission', async () => {
    const { claimedTask } = await import('../../../test/tasks.ts');
    const { task } = await claimedTask(hub, 'MS-CQ-001');
    for (const operation of [operations.cancelTasks, operations.redriveTasks] as const) {
      const call = jobs.system.call(operation, { taskIds: [task] });
      await expect(call).rejects.toMatchObject({ code: 'conflict' });
    }
  });
});

describe('leases of jobs', () => {
  it('live as long as the session, and end with it at once when the agent registers again', async () => {
    const id = await jobs.submitOne({ backOff: { firstMs: 0, maxMs: 0 } });
    const agent = await jobs.agent('ada');
    const [held] = await jobs.claim(agent);
    for (let beat = 0; beat < 5; beat += 1) {
      hub.clock.advance(10_000);
      await jobs.system.call(operations.heartbeatAgent, { agentId: agent });
      expect((await jobs.expire()).expired).toBe(0);
    }
    await jobs.agent('ada');
    expect((await jobs.show(id)).lease).toBeNull();
    await expect(jobs.complete(held!)).rejects.toMatchObject({ code: 'lease_lost' });
    const [again] = await jobs.claim(agent);
    expect(again?.lease.fencingToken).toBe(2);
    expect(await jobs.complete(again!)).toMatchObject({ accepted: [id] });
  });

  it('lapse with a silent session, which counts as an attempt', async () => {
    const id = await jobs.submitOne({ attemptsMax: 1 });
    const agent = await jobs.agent('ada');
    const [held] = await jobs.claim(agent);
    hub.clock.advance(15_001);
    await expect(jobs.complete(held!)).rejects.toMatchObject({ code: 'lease_lost' });
    expect((await jobs.expire()).expired).toBe(1);
    expect(await jobs.show(id)).toMatchObject({ status: 'failed', attempts: 1 });
    expect((await jobs.expire()).expired).toBe(0);
  });

  it('a job asked for run out by themselves unless it is heard of', async () => {
    const id = await jobs.submitOne({ leaseMs: 4_000, backOff: { firstMs: 0, maxMs: 0 } });
    const agent = await jobs.agent('ada');
    const [held] = await jobs.claim(agent);
    hub.clock.advance(3_000);
    await jobs.system.call(operations.heartbeatTask, holding(held!));
    hub.clock.advance(3_000);
    expect((await jobs.expire()).expired).toBe(0);
    hub.clock.advance(1_001);
    expect((await jobs.expire()).expired).toBe(1);
    expect((await jobs.show(id)).lease).toBeNull();
    const { tasksRunning } = await jobs.system.call(operations.showAgent, { agentId: agent });
    expect(tasksRunning).toBe(0);
  });

  it('given back cost no attempt', async () => {
    const id = await jobs.submitOne({ attemptsMax: 1 });
    const agent = await jobs.agent('ada');
    const [held] = await jobs.claim(agent);
    const release = { ...holding(held!), reason: 'shutting down' };
    await jobs.system.call(operations.releaseTask, release);
    expect(await jobs.show(id)).toMatchObject({ status: 'not-started', attempts: 0 });
    expect(ids(await jobs.claim(agent))).toEqual([id]);
  });

  it('whose answer was lost come back when the agent says what it holds', async () => {
    const [known, lost] = await jobs.submit({}, {});
    const agent = await jobs.agent('ada');
    await jobs.claim(agent, 2);
    const beat = () =>
      jobs.system.call(operations.heartbeatAgent, { agentId: agent, holding: [known!] });
    hub.clock.advance(10_000);
    expect((await beat()).tasksRunning).toBe(2);
    hub.clock.advance(10_000);
    await beat();
    expect((await jobs.show(lost!)).lease).toBeNull();
    expect((await jobs.show(known!)).lease).not.toBeNull();
  });
});

describe('a batch of results', () => {
  it('takes what is held and names what is not', async () => {
    await jobs.submit({}, {}, {});
    const agent = await jobs.agent('ada');
    const [a, b, c] = await jobs.claim(agent, 3);
    const stale = { ...b!, lease: { ...b!.lease, fencingToken: 9 } };
    const { accepted, refused } = await jobs.complete(a!, stale, c!);
    expect(accepted).toEqual([a!.task.id, c!.task.id]);
    expect(refused).toMatchObject([{ taskId: b!.task.id, code: 'lease_lost' }]);
    expect((await jobs.show(b!.task.id)).status).toBe('in-progress');
  });
});
