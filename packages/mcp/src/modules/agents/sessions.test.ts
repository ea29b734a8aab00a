import { limits, operations } from '@mosaic/contract';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Jobs, jobsOf } from '../../../test/jobs.ts';
import { storeContents } from '../../../test/store-contents.ts';
import { openTestHub, type TestHub } from '../../../test/test-hub.ts';

let hub: TestHub;
let jobs: Jobs;
beforeEach(async () => {
  hub = await openTestHub();
  jobs = jobsOf(hub);
});
afterEach(() => hub.destroy());

const call = (...input: Parameters<Jobs['system']['call']>) => jobs.system.call(...input);
const register = (more: object = {}) =>
  jobs.system.call(operations.registerAgent, { name: 'ada', type: 'worker', ...more });

describe('a session', () => {
  it('begins anew with each registration, and the old one is refused from then on', async () => {
    const first = await register();
    const second = await register();
    expect(second).toMatchObject({ id: first.id, epoch: first.epoch + 1 });
    expect(second.sessionId).not.toBe(first.sessionId);
    const { id: agentId, sessionId } = first;
    for (const operation of [operations.heartbeatAgent, operations.claimTask] as const) {
      const refused = call(operation, { agentId, sessionId });
      await expect(refused).rejects.toMatchObject({ code: 'lease_lost' });
    }
    const current = { agentId, sessionId: second.sessionId };
    const beat = await jobs.system.call(operations.heartbeatAgent, current);
    expect(beat.sessionId).toBe(second.sessionId);
  });

  it('that lapsed begins anew by a heartbeat, without what it held', async () => {
    const id = await jobs.submitOne({ backOff: { firstMs: 0, maxMs: 0 } });
    const { id: agentId, sessionId } = await register();
    await jobs.claim(agentId);
    hub.clock.advance(16_000);
    const claim = call(operations.claimTask, { agentId, sessionId });
    await expect(claim).rejects.toMatchObject({ code: 'lease_lost' });
    const beat = await jobs.system.call(operations.heartbeatAgent, { agentId, sessionId });
    expect(beat).toMatchObject({ isOnline: true, tasksRunning: 0 });
    expect(beat.sessionId).not.toBe(sessionId);
    expect((await jobs.show(id)).lease).toBeNull();
    expect(await jobs.claim(agentId)).toHaveLength(1);
  });

  it('is renewed without a trace in audit and events, and not at all right after the last time', async () => {
    const { id: agentId } = await register();
    const { audit, event } = await storeContents(hub);
    hub.clock.advance(5_000);
    await call(operations.heartbeatAgent, { agentId });
    const renewed = await storeContents(hub);
    expect(renewed.audit).toEqual(audit);
    expect(renewed.event).toEqual(event);
    hub.clock.advance(500);
    await call(operations.heartbeatAgent, { agentId });
    expect(await storeContents(hub)).toEqual(renewed);
  });
});

describe('an agent', () => {
  it('whose protocol the hub does not speak is told which side to upgrade', async () => {
    const before = await storeContents(hub);
    for (const [protocol, way] of [
      [limits.protocolVersionMin - 1, 'Upgrade the agent'],
      [limits.protocolVersion + 1, 'Upgrade the hub'],
    ] as const) {
      await expect(register({ protocol })).rejects.toMatchObject({
        code: 'precondition_failed',
        message: expect.stringContaining(way),
      });
    }
    expect(await storeContents(hub)).toEqual(before);
  });

  it('that drains finishes what it has and gets nothing new until it registers again', async () => {
    await jobs.submit({}, {});
    const { id: agentId } = await register();
    const [held] = await jobs.claim(agentId);
    const drained = await jobs.system.call(operations.drainAgent, { agentId });
    expect(drained).toMatchObject({ state: 'draining', isOnline: true, tasksRunning: 1 });
    await expect(jobs.claim(agentId)).rejects.toMatchObject({ code: 'conflict' });
    expect((await jobs.complete(held!)).accepted).toHaveLength(1);
    await register();
    expect(await jobs.claim(agentId)).toHaveLength(1);
  });

  it('that takes leave gives everything back and is forgotten', async () => {
    const id = await jobs.submitOne();
    const { id: agentId } = await register();
    await jobs.claim(agentId);
    expect(await jobs.system.call(operations.deregisterAgent, { agentId })).toEqual({
      released: 1,
    });
    expect((await jobs.show(id)).lease).toBeNull();
    const gone = call(operations.showAgent, { agentId });
    await expect(gone).rejects.toMatchObject({ code: 'not_found' });
  });
});

describe('looking for agents', () => {
  it('finds those who can, the least busy first, and nobody who is away or drains', async () => {
    const names = ['busy', 'free', 'away', 'tired', 'other'];
    const ids: string[] = [];
    for (const name of names) {
      ids.push(
        await jobs.agent(name, name === 'other' ? [] : ['lang:go'], { labels: { os: 'mac' } }),
      );
    }
    const [busy = '', free = '', , tired = ''] = ids;
    await jobs.submitOne({ requires: ['lang:go'] });
    await jobs.claim(busy);
    await call(operations.drainAgent, { agentId: tired });
    hub.clock.advance(10_000);
    for (const agentId of [busy, free, tired]) await call(operations.heartbeatAgent, { agentId });
    hub.clock.advance(10_000);
    const find = async (more: object) =>
      (await jobs.system.call(operations.findAgents, { capabilities: ['lang:go'], ...more }))
        .agents;
    expect((await find({})).map(({ id }) => id)).toEqual([free, busy]);
    expect(await find({ labels: { os: 'linux' } })).toEqual([]);
    expect(await find({ capabilities: ['lang:go', 'gpu'] })).toEqual([]);
    expect(await find({ limit: 1 })).toHaveLength(1);
  });
});
