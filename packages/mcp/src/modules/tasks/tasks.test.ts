import { operations } from '@mosaic/contract';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { brief, newTask, registerRunner } from '../../../test/tasks.ts';
import { openTestHub, type TestHub } from '../../../test/test-hub.ts';

let hub: TestHub;
beforeEach(async () => {
  hub = await openTestHub();
});
afterEach(() => hub.destroy());

const engine = () => hub.hub.system('missions');

async function claim(agentId: string, runtimes = ['fixer']) {
  const { assignments } = await engine().call(operations.claimTask, { agentId, runtimes });
  const [assignment] = assignments;
  return assignment?.kind === 'run' ? assignment : null;
}

describe('claiming', () => {
  it('gives an offered task to one runner and leaves nothing for the second', async () => {
    const task = await newTask(hub, 'MS-CQ-001');
    await engine().call(operations.offerTask, { taskId: task, brief: brief() });
    const first = await registerRunner(hub, 'first');
    const second = await registerRunner(hub, 'second');
    expect((await claim(first))?.task.id).toBe(task);
    expect(await claim(second)).toBeNull();
  });

  it('does not hand out what was not offered', async () => {
    await newTask(hub, 'MS-CQ-001');
    expect(await claim(await registerRunner(hub, 'runner'))).toBeNull();
  });

  it('waits for dependencies even when the task is offered too early', async () => {
    const needed = await newTask(hub, 'MS-CQ-001');
    const later = await newTask(hub, 'MS-CQ-002', [needed]);
    await engine().call(operations.offerTask, { taskId: later, brief: brief() });
    const runner = await registerRunner(hub, 'runner');
    expect(await claim(runner)).toBeNull();
    await engine().call(operations.settleTask, { taskId: needed, status: 'done' });
    expect((await claim(runner))?.task.id).toBe(later);
  });

  it('hands work only to a runner that has its runtime', async () => {
    const task = await newTask(hub, 'MS-CQ-001');
    await engine().call(operations.offerTask, { taskId: task, brief: brief({ runtime: 'acp' }) });
    const runner = await registerRunner(hub, 'runner');
    expect(await claim(runner, ['fixer'])).toBeNull();
    expect((await claim(runner, ['acp']))?.brief.runtime).toBe('acp');
  });

  it('wakes a waiting runner when a task is offered', async () => {
    const task = await newTask(hub, 'MS-CQ-001');
    const agentId = await registerRunner(hub, 'runner');
    const waiting = hub.hub.call({
      operation: 'task.claim',
      input: { agentId, runtimes: ['fixer'], waitMs: 10_000 },
      token: hub.runner,
      surface: 'rest',
    });
    await engine().call(operations.offerTask, { taskId: task, brief: brief() });
    expect(await waiting).toMatchObject({ assignments: [{ task: { id: task } }] });
  });

  it('makes no attempt claimable twice, however often it is offered', async () => {
    const task = await newTask(hub, 'MS-CQ-001');
    const runner = await registerRunner(hub, 'runner');
    await engine().call(operations.offerTask, { taskId: task, brief: brief() });
    const first = await claim(runner);
    await engine().call(operations.releaseTask, {
      taskId: task,
      fencingToken: first!.lease.fencingToken,
      reason: 'test',
    });
    await engine().call(operations.offerTask, { taskId: task, brief: brief() });
    expect(await claim(runner)).toBeNull();
    await engine().call(operations.offerTask, { taskId: task, brief: brief({ attempt: 2 }) });
    expect((await claim(runner))?.brief.attempt).toBe(2);
  });
});

describe('leases', () => {
  it('lapse when nobody renews them, and the run counts as lost', async () => {
    const task = await newTask(hub, 'MS-CQ-001');
    const runner = await registerRunner(hub, 'runner');
    await engine().call(operations.offerTask, { taskId: task, brief: brief() });
    const held = await claim(runner);
    hub.clock.advance(15_001);
    expect(await engine().call(operations.expireTasks, {})).toMatchObject({ expired: 1 });
    const run = await engine().call(operations.showRun, { runId: held!.lease.runId });
    expect(run).toMatchObject({ status: 'lost', failure: { code: 'lease_lost' } });
    const shown = await engine().call(operations.showTask, { taskId: task });
    expect(shown.lease).toBeNull();
  });

  it('stay as long as they are renewed', async () => {
    const task = await newTask(hub, 'MS-CQ-001');
    const runner = await registerRunner(hub, 'runner');
    await engine().call(operations.offerTask, { taskId: task, brief: brief() });
    const held = await claim(runner);
    for (let beat = 0; beat < 5; beat += 1) {
      hub.clock.advance(10_000);
      await engine().call(operations.heartbeatTask, {
        taskId: task,
        fencingToken: held!.lease.fencingToken,
      });
      expect(await engine().call(operations.expireTasks, {})).toMatchObject({ expired: 0 });
    }
  });

  it('refuse everything a replaced runner still says', async () => {
    const task = await newTask(hub, 'MS-CQ-001');
    const runner = await registerRunner(hub, 'runner');
    await engine().call(operations.offerTask, { taskId: task, brief: brief() });
    const old = await claim(runner);
    hub.clock.advance(20_000);
    await engine().call(operations.expireTasks, {});
    await engine().call(operations.offerTask, { taskId: task, brief: brief({ attempt: 2 }) });
    const current = await claim(runner);
    expect(current!.lease.fencingToken).toBeGreaterThan(old!.lease.fencingToken);
    const stale = { fencingToken: old!.lease.fencingToken };
    const lost = { code: 'lease_lost' };
    const { runId } = old!.lease;
    await expect(
      engine().call(operations.heartbeatTask, { taskId: task, ...stale }),
    ).rejects.toMatchObject(lost);
    await expect(
      engine().call(operations.appendRunLog, { runId, ...stale, offset: 0, text: 'late' }),
    ).rejects.toMatchObject(lost);
    await expect(
      engine().call(operations.finishRun, {
        runId,
        ...stale,
        result: {
          status: 'succeeded',
          commit: 'a'.repeat(40),
          usedTokens: null,
          notes: '',
          sandboxed: true,
        },
      }),
    ).rejects.toMatchObject(lost);
    const shown = await engine().call(operations.showTask, { taskId: task });
    expect(shown.lease?.runId).toBe(current!.lease.runId);
  });

  it('end with the run, and saying the same end twice changes nothing', async () => {
    const task = await newTask(hub, 'MS-CQ-001');
    const runner = await registerRunner(hub, 'runner');
    await engine().call(operations.offerTask, { taskId: task, brief: brief() });
    const held = await claim(runner);
    const end = {
      runId: held!.lease.runId,
      fencingToken: held!.lease.fencingToken,
      result: {
        status: 'succeeded' as const,
        commit: 'b'.repeat(40),
        usedTokens: 1_200,
        notes: 'fixed',
        sandboxed: true,
      },
    };
    await engine().call(operations.finishRun, end);
    const again = await engine().call(operations.finishRun, end);
    expect(again).toMatchObject({ status: 'succeeded', usedTokens: 1_200 });
    const shown = await engine().call(operations.showTask, { taskId: task });
    expect(shown).toMatchObject({ lease: null, brief: null, usedTokens: 1_200 });
    const { items } = await engine().call(operations.listEvents, { type: 'run.finished' });
    expect(items).toHaveLength(1);
  });

  it('are revoked when the mission settles the task', async () => {
    const task = await newTask(hub, 'MS-CQ-001');
    const runner = await registerRunner(hub, 'runner');
    await engine().call(operations.offerTask, { taskId: task, brief: brief() });
    const held = await claim(runner);
    await engine().call(operations.settleTask, { taskId: task, status: 'failed' });
    await expect(
      engine().call(operations.heartbeatTask, {
        taskId: task,
        fencingToken: held!.lease.fencingToken,
      }),
    ).rejects.toMatchObject({ code: 'lease_lost' });
  });
});
