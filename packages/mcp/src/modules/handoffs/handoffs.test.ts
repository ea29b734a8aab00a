import { operations } from '@mosaic/contract';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { claimedTask, missionId } from '../../../test/tasks.ts';
import { openTestHub, type TestHub } from '../../../test/test-hub.ts';

let hub: TestHub;
beforeEach(async () => {
  hub = await openTestHub();
});
afterEach(() => hub.destroy());

const stateHash = 'a1'.repeat(32);
const system = () => hub.hub.system('test');
const record = () =>
  system().call(operations.recordHandoff, {
    missionId,
    reason: 'stopped',
    stateHash,
    kickstart: '## Go on',
  });
const acknowledge = (handoffId: string, hash: string) =>
  system().call(operations.acknowledgeHandoff, { handoffId, stateHash: hash });

describe('a handoff', () => {
  it('is acknowledged by who echoes its state, once', async () => {
    const { id, acknowledgedAt } = await record();
    expect(acknowledgedAt).toBeNull();
    const first = await acknowledge(id, stateHash);
    hub.clock.advance(5_000);
    expect(await acknowledge(id, stateHash)).toEqual(first);
    const { items } = await system().call(operations.listEvents, { type: 'handoff.acknowledged' });
    expect(items).toHaveLength(1);
  });

  it.each([
    ['another hash', 'b2'.repeat(32)],
    ['a part of it', stateHash.slice(0, 63)],
    ['nothing', ''],
    ['other letters of the same length', 'ä'.repeat(64)],
    ['capitals', stateHash.toUpperCase()],
  ])('refuses %s', async (_what, hash) => {
    const { id } = await record();
    await expect(acknowledge(id, hash)).rejects.toMatchObject({ code: 'precondition_failed' });
    const shown = await system().call(operations.showHandoff, { handoffId: id });
    expect(shown.acknowledgedAt).toBeNull();
  });

  it('of a run needs its lease', async () => {
    const { task, assignment } = await claimedTask(hub, 'MS-CQ-001');
    const { runId, fencingToken } = assignment.lease;
    const input = {
      runId,
      contextPercent: 56,
      reason: 'context',
      stateHash,
      kickstart: '## Go on',
    };
    const stale = system().call(operations.addHandoff, {
      ...input,
      fencingToken: fencingToken + 1,
    });
    await expect(stale).rejects.toMatchObject({ code: 'lease_lost' });
    const handoff = await system().call(operations.addHandoff, { ...input, fencingToken });
    expect(handoff).toMatchObject({ kind: 'worker', taskId: task, runId, missionId });
    expect((await system().call(operations.listHandoffs, {})).items).toEqual([handoff]);
  });

  it('is listed newest first, page by page', async () => {
    const ids: string[] = [];
    for (let index = 0; index < 5; index += 1) ids.unshift((await record()).id);
    const first = await system().call(operations.listHandoffs, { limit: 3 });
    const cursor = first.nextCursor ?? '';
    const rest = await system().call(operations.listHandoffs, { limit: 3, cursor });
    expect([...first.items, ...rest.items].map(({ id }) => id)).toEqual(ids);
  });
});
