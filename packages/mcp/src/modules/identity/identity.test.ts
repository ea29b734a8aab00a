import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Operation, operations } from '@mosaic/contract';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { claimedTask, newTask, registerRunner } from '../../../test/tasks.ts';
import { openTestHub, type TestHub } from '../../../test/test-hub.ts';
import { loadSecrets } from './token-files.ts';
import { issueWorkerToken, readWorkerToken } from './worker-token.ts';

let hub: TestHub;
beforeEach(async () => {
  hub = await openTestHub();
});
afterEach(() => hub.destroy());

const mode = (path: string) => (statSync(path).mode & 0o777).toString(8);
const call = (token: string, operation: Operation, input: unknown) =>
  hub.hub.call({ operation: operation.name, input, token, surface: 'rest' });
const codeOf = (promise: Promise<unknown>) =>
  promise.then(
    () => 'ok',
    (error: { code: string }) => error.code,
  );

describe('the files of a home', () => {
  it('are readable by their owner only, the database and its companions too', async () => {
    await registerRunner(hub, 'runner');
    expect(mode(hub.home)).toBe('700');
    const files = readdirSync(hub.home);
    const secrets = ['owner-token', 'runner-token', 'worker-key'];
    const database = hub.store.dialect === 'sqlite' ? ['hub.sqlite'] : [];
    expect(files).toEqual(expect.arrayContaining([...secrets, ...database]));
    for (const file of files) expect(`${file} ${mode(join(hub.home, file))}`).toBe(`${file} 600`);
  });

  it('keep the secrets from one start to the next', () => {
    const again = loadSecrets(hub.home);
    expect(again).toEqual(hub.secrets);
    expect(again.ownerToken).not.toBe(again.runnerToken);
  });

  it('are closed again when somebody opened them', () => {
    const home = mkdtempSync(join(tmpdir(), 'mosaic-home-'));
    writeFileSync(join(home, 'owner-token'), readFileSync(join(hub.home, 'owner-token')), {
      mode: 0o644,
    });
    loadSecrets(home);
    expect(mode(join(home, 'owner-token'))).toBe('600');
    rmSync(home, { recursive: true });
  });

  it.each(['', 'short', 'mso_', '\n'])(
    'are not used when they hold %j instead of a secret',
    (text) => {
      const home = mkdtempSync(join(tmpdir(), 'mosaic-home-'));
      writeFileSync(join(home, 'worker-key'), text);
      expect(() => loadSecrets(home)).toThrow(
        expect.objectContaining({ code: 'precondition_failed' }),
      );
      rmSync(home, { recursive: true });
    },
  );
});

describe('a worker token', () => {
  const key = Buffer.from('k'.repeat(32));
  const binding = { taskId: 'tsk_1', runId: 'run_1', fencingToken: 7 };
  const token = issueWorkerToken(key, binding);

  it('says whose it is', () => {
    expect(readWorkerToken(key, token)).toEqual(binding);
  });

  it('is not believed once anything of it was changed', () => {
    const change = fc.record({
      at: fc.nat({ max: token.length }),
      remove: fc.nat({ max: 3 }),
      insert: fc.string({ maxLength: 3 }),
    });
    fc.assert(
      fc.property(change, ({ at, remove, insert }) => {
        const forged = token.slice(0, at) + insert + token.slice(at + remove);
        fc.pre(forged !== token);
        expect(readWorkerToken(key, forged)).toBeNull();
      }),
      { numRuns: 500 },
    );
  });

  it('is not believed when sealed with another key, or not at all', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 0, maxLength: 40 }), fc.string(), (other, text) => {
        fc.pre(!Buffer.from(other).equals(key));
        expect(readWorkerToken(key, issueWorkerToken(Buffer.from(other), binding))).toBeNull();
        const payload = Buffer.from('tsk_2 run_2 1').toString('base64url');
        expect(readWorkerToken(key, `mst.${payload}.${text}`)).toBeNull();
      }),
    );
  });
});

describe('a worker', () => {
  it('reaches exactly the operations that say how it is bound', async () => {
    const { task, assignment } = await claimedTask(hub, 'MS-CQ-001');
    const { runId, fencingToken } = assignment.lease;
    const own = { taskId: task, runId, fencingToken };
    const reached: string[] = [];
    for (const operation of hub.hub.operations.filter(({ kind }) => kind !== 'stream')) {
      const fields = Object.entries(own).filter(([name]) => name in operation.input.shape);
      const input = { ...operation.example, ...Object.fromEntries(fields) };
      const code = await codeOf(call(assignment.workerToken, operation, input));
      if (code !== 'forbidden') reached.push(operation.name);
      expect(`${operation.name} ${code !== 'forbidden'}`).toBe(
        `${operation.name} ${operation.boundBy !== undefined}`,
      );
    }
    expect(reached.toSorted()).toMatchInlineSnapshot(`
      [
        "evidence.list",
        "run.log",
        "run.logs",
        "run.report",
        "run.show",
        "task.explain",
        "task.show",
      ]
    `);
  });

  it('touches nothing of another task or run', async () => {
    const mine = await claimedTask(hub, 'MS-CQ-001');
    const other = await claimedTask(hub, 'MS-CQ-002');
    const token = mine.assignment.workerToken;
    const theirs = {
      runId: other.assignment.lease.runId,
      fencingToken: other.assignment.lease.fencingToken,
    };
    const log = { ...theirs, offset: 0, text: 'x' };
    expect(await codeOf(call(token, operations.showTask, { taskId: other.task }))).toBe(
      'forbidden',
    );
    expect(await codeOf(call(token, operations.showRun, { runId: theirs.runId }))).toBe(
      'forbidden',
    );
    expect(await codeOf(call(token, operations.appendRunLog, log))).toBe('forbidden');
    expect(await codeOf(call(token, operations.reportRun, theirs))).toBe('forbidden');
    expect(await codeOf(call(token, operations.listEvidence, {}))).toBe('forbidden');
    expect(await codeOf(call(token, operations.listEvidence, { taskId: other.task }))).toBe(
      'forbidden',
    );
    expect(await codeOf(call(token, operations.showTask, { taskId: mine.task }))).toBe('ok');
    const run = await hub.hub.system('test').call(operations.runLogs, { runId: theirs.runId });
    expect(run.text).toBe('');
  });

  it('cannot smuggle a second id past the first', async () => {
    const mine = await claimedTask(hub, 'MS-CQ-001');
    const other = await newTask(hub, 'MS-CQ-002');
    for (const taskId of [[mine.task], { toString: () => mine.task }, `${mine.task} `, other]) {
      const code = await codeOf(call(mine.assignment.workerToken, operations.showTask, { taskId }));
      expect(code).toBe('forbidden');
    }
  });

  it('is out as soon as its run is over', async () => {
    const { task, assignment } = await claimedTask(hub, 'MS-CQ-001');
    const token = assignment.workerToken;
    expect(await codeOf(call(token, operations.showTask, { taskId: task }))).toBe('ok');
    await hub.hub.system('test').call(operations.settleTask, { taskId: task, status: 'failed' });
    expect(await codeOf(call(token, operations.showTask, { taskId: task }))).toBe(
      'unauthenticated',
    );
  });

  it('is out when its lease lapsed', async () => {
    const { task, assignment } = await claimedTask(hub, 'MS-CQ-001');
    hub.clock.advance(15_001);
    await hub.hub.system('test').call(operations.expireTasks, {});
    const token = assignment.workerToken;
    expect(await codeOf(call(token, operations.showTask, { taskId: task }))).toBe(
      'unauthenticated',
    );
  });

  it('is unknown to a hub that does not have its run, though the seal is genuine', async () => {
    const token = issueWorkerToken(hub.secrets.key, {
      taskId: hub.clock.newId('task'),
      runId: hub.clock.newId('run'),
      fencingToken: 1,
    });
    expect(await codeOf(call(token, operations.systemStatus, {}))).toBe('unauthenticated');
  });
});

describe('a runner', () => {
  it('takes and finishes work, and decides nothing', async () => {
    const open: string[] = [];
    for (const operation of hub.hub.operations.filter(({ kind }) => kind !== 'stream')) {
      const code = await codeOf(call(hub.runner, operation, { ...operation.example, waitMs: 0 }));
      if (code !== 'forbidden') open.push(operation.name);
    }
    expect(open.toSorted()).toMatchInlineSnapshot(`
      [
        "agent.deregister",
        "agent.drain",
        "agent.find",
        "agent.heartbeat",
        "agent.list",
        "agent.register",
        "agent.show",
        "evidence.add",
        "handoff.acknowledge",
        "handoff.add",
        "lock.acquire",
        "lock.check",
        "lock.list",
        "lock.release",
        "lock.renew",
        "lock.show",
        "message.ack",
        "message.batch",
        "message.deadletters",
        "message.inbox",
        "message.list",
        "message.nack",
        "message.receive",
        "message.reply",
        "message.request",
        "message.send",
        "message.show",
        "message.subscribe",
        "message.thread",
        "message.topics",
        "message.unsubscribe",
        "run.finish",
        "run.list",
        "run.log",
        "run.logs",
        "run.report",
        "run.show",
        "state.delete",
        "state.get",
        "state.history",
        "state.list",
        "state.set",
        "state.transact",
        "state.usage",
        "task.claim",
        "task.complete",
        "task.explain",
        "task.fail",
        "task.heartbeat",
        "task.list",
        "task.queue",
        "task.release",
        "task.show",
      ]
    `);
  });
});
