import { operations } from '@mosaic/contract';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { claimedTask, missionId } from '../../../test/tasks.ts';
import { openTestHub, type TestHub } from '../../../test/test-hub.ts';

let hub: TestHub;
let held: { runId: string; fencingToken: number };
beforeEach(async () => {
  hub = await openTestHub();
  const { assignment } = await claimedTask(hub, 'MS-CQ-001');
  held = { runId: assignment.lease.runId, fencingToken: assignment.lease.fencingToken };
});
afterEach(() => hub.destroy());

const system = () => hub.hub.system('test');
const add = (change: object = {}) =>
  system().call(operations.addEvidence, { ...operations.addEvidence.example, ...held, ...change });

describe('evidence', () => {
  it('of a gate is stored once; adding it again returns the first, whatever it says now', async () => {
    const first = await add({ log: 'green', passed: true });
    const second = await add({ log: 'red', passed: false, exitCode: 1 });
    expect(second).toEqual(first);
    const { items } = await system().call(operations.listEvidence, { runId: held.runId });
    expect(items).toEqual([first]);
    expect(
      (await system().call(operations.listEvents, { type: 'evidence.added' })).items,
    ).toHaveLength(1);
    expect(await system().call(operations.countEvidence, { missionId })).toEqual({ count: 1 });
  });

  it('is shown with its log and with how to repeat it', async () => {
    const { id } = await add({ log: 'all green', command: 'npm test', commit: 'c'.repeat(40) });
    const shown = await system().call(operations.showEvidence, { evidenceId: id });
    expect(shown.log).toBe('all green');
    expect(shown.repeat).toContain('c'.repeat(40));
    expect(shown.repeat).toContain('npm test');
  });

  it('is not taken from a run that lost its lease', async () => {
    hub.clock.advance(15_001);
    await system().call(operations.expireTasks, {});
    await expect(add()).rejects.toMatchObject({ code: 'lease_lost' });
    expect((await system().call(operations.listEvidence, {})).items).toEqual([]);
  });

  it('is listed page by page, in the order it came', async () => {
    const names = ['lint', 'build', 'test', 'check'];
    for (const gate of names) await add({ gate });
    const first = await system().call(operations.listEvidence, { missionId, limit: 3 });
    const cursor = first.nextCursor ?? '';
    const rest = await system().call(operations.listEvidence, { missionId, limit: 3, cursor });
    expect([...first.items, ...rest.items].map(({ gate }) => gate)).toEqual(names);
    expect(rest.nextCursor).toBeNull();
  });
});
