import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { operations } from '@mosaic/contract';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { hubMigrations } from '../../src/hub-migrations.ts';
import { backupStore } from '../../src/store/transfer/backup-store.ts';
import { restoreStore } from '../../src/store/transfer/restore-store.ts';
import { openTestHub, type TestHub } from '../test-hub.ts';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'mosaic-restored-'));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

const callerOf = ({ hub }: TestHub) => hub.system('test');
const fileOf = (home: string) => ({ kind: 'sqlite', file: join(home, 'hub.sqlite') }) as const;

/** Everything numbers are given out with: a job, a lock, a key; returns the numbers. */
async function giveOut(hub: TestHub, round: string) {
  const caller = callerOf(hub);
  const agent = await caller.call(operations.registerAgent, { name: 'worker', type: 'worker' });
  await caller.call(operations.submitTasks, { jobs: [{ title: round }] });
  const { assignments } = await caller.call(operations.claimTask, { agentId: agent.id });
  const { hold } = await caller.call(operations.acquireLock, {
    owner: round,
    locks: [{ lockId: `deploy-${round}` }],
  });
  const key = { namespace: 'test', key: 'shared' };
  const { version, revision } = await caller.call(operations.setState, { ...key, value: round });
  const { lastSeq } = await caller.call(operations.listEvents, { limit: 200 });
  return {
    fencingToken: assignments[0]?.lease.fencingToken ?? 0,
    taskId: assignments[0]?.task.id ?? '',
    lock: hold?.fencingToken ?? 0,
    version,
    revision,
    lastSeq,
  };
}

it('lets a restored hub go on without giving out any number of the lost time again', async () => {
  const lost = await openTestHub([], join(directory, 'lost'));
  const before = await giveOut(lost, 'before');
  const folder = join(directory, 'backup');
  const now = () => lost.clock.now();
  await backupStore({ from: fileOf(lost.home), folder, version: '0.0.0-test', now });
  const after = await giveOut(lost, 'after');
  await lost.close();

  const home = join(directory, 'restored');
  const { eventSeq } = await restoreStore({
    folder,
    to: fileOf(home),
    migrations: hubMigrations([]),
    now,
  });
  const hub = await openTestHub([], home);
  // Ids of the test clock repeat unless its time goes on.
  hub.clock.advance(60_000);
  const caller = callerOf(hub);

  // What was acknowledged before the backup is there, what came after is not.
  const shared = await caller.call(operations.getState, { namespace: 'test', key: 'shared' });
  expect(shared).toMatchObject({ value: 'before' });
  const told = await caller.call(operations.listEvents, { after: before.lastSeq, limit: 200 });
  expect(told.items).toMatchObject([{ seq: eventSeq, type: 'store.restored' }]);
  expect(eventSeq).toBeGreaterThan(after.lastSeq);

  // Whoever comes with a number of the lost time, or from before, is refused.
  const write = { namespace: 'test', key: 'shared', value: 'stale' };
  for (const ifVersion of [before.version, after.version]) {
    await expect(caller.call(operations.setState, { ...write, ifVersion })).rejects.toMatchObject({
      code: 'conflict',
    });
  }
  const { taskId, fencingToken } = before;
  const tasks = [{ taskId, fencingToken }];
  await expect(caller.call(operations.completeTasks, { tasks })).rejects.toMatchObject({
    code: 'lease_lost',
  });

  const again = await giveOut(hub, 'again');
  expect(again.lock).toBeGreaterThan(after.lock);
  expect(again.version).toBeGreaterThan(after.version);
  expect(again.revision).toBeGreaterThan(after.revision);
  expect(again.lastSeq).toBeGreaterThan(eventSeq);
  expect(await caller.call(operations.verifyAudit, {})).toMatchObject({ isIntact: true });
  await hub.close();
});
