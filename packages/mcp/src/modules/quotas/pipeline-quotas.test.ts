import { operations } from '@mosaic/contract';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { emit, emitModule, emitOperation } from '../../../test/emit-module.ts';
import { openSmallHub, type SmallHub } from '../../../test/small-hub.ts';

let hub: SmallHub;
beforeEach(async () => {
  hub = await openSmallHub([emitModule]);
});
afterEach(() => hub.destroy());

const changed = (projectId?: string) => ({
  type: 'task.changed' as const,
  ...(projectId === undefined ? {} : { projectId }),
});
const send = (count: number, projectId?: string, token?: string) =>
  hub.call(
    emitOperation,
    { events: Array.from({ length: count }, () => changed(projectId)) },
    token,
  );
const codeOf = (promise: Promise<unknown>) =>
  promise.then(
    () => 'ok',
    (error: { code: string }) => error.code,
  );
const set = async (input: object, token?: string) => {
  const quota = await hub.call(operations.setQuota, input, token);
  // What a node knows of quotas follows the commit by a hint.
  await new Promise((resolve) => setTimeout(resolve, 20));
  return quota;
};
const usedBy = async (quotaId: string) => (await hub.call(operations.showQuota, { quotaId })).used;

describe('events of a day', () => {
  it('are bounded for calls from outside, and begin anew at midnight', async () => {
    await send(3);
    const quota = await set({ scope: 'tenant', kind: 'events-per-day', limit: 10 });
    expect(quota).toMatchObject({ used: 3, resetsAt: '2026-01-02T00:00:00.000Z' });
    expect(await codeOf(send(7))).toBe('ok');
    await expect(send(1)).rejects.toMatchObject({
      code: 'quota_exceeded',
      details: { used: 10, limit: 10, retryAfterMs: expect.any(Number) },
    });
    expect((await hub.call(operations.listEvents, {})).items).toHaveLength(10);
    hub.clock.advance(24 * 3_600_000);
    expect(await codeOf(send(10))).toBe('ok');
    expect(await codeOf(send(1))).toBe('quota_exceeded');
  });

  it('of the hub itself are counted but never refused', async () => {
    const { id } = await set({ scope: 'tenant', kind: 'events-per-day', limit: 2 });
    for (let index = 0; index < 5; index += 1) await emit(hub, changed());
    expect(await usedBy(id)).toBe(5);
    expect(await codeOf(send(1))).toBe('quota_exceeded');
  });

  it('are counted by project and by tenant, and equal the facts', async () => {
    const { id } = await set({ scope: 'project', kind: 'events-per-day', limit: 4 });
    await set({ scope: 'tenant', kind: 'events-per-day', limit: 100 });
    expect(await codeOf(send(4, 'p1'))).toBe('ok');
    expect(await codeOf(send(1, 'p1'))).toBe('quota_exceeded');
    expect(await codeOf(send(3, 'p2'))).toBe('ok');
    await send(2);
    expect(await usedBy(id)).toBe(4);
    expect(await usedBy('tenant:*:events-per-day')).toBe(9);
    for (let round = 0; round < 2; round += 1) {
      hub.clock.advance(1_000);
      const { differences, quotaId } = await hub.hub
        .system('test')
        .call(operations.reconcileQuotas, {});
      expect({ differences, isDone: quotaId !== null }).toEqual({ differences: [], isDone: true });
    }
  });

  it('of one tenant are not those of another', async () => {
    await set({ scope: 'tenant', kind: 'events-per-day', limit: 1 }, 'acme/a');
    expect(await codeOf(send(1, undefined, 'acme/a'))).toBe('ok');
    expect(await codeOf(send(1, undefined, 'acme/b'))).toBe('quota_exceeded');
    expect(await codeOf(send(5, undefined, 'other/a'))).toBe('ok');
    expect((await hub.call(operations.listQuotas, {}, 'other/a')).items).toEqual([]);
    const quotaId = 'tenant:*:events-per-day';
    const removing = hub.call(operations.removeQuota, { quotaId }, 'other/a');
    expect(await codeOf(removing)).toBe('not_found');
  });
});

describe('calls per second', () => {
  it('set as a quota bound a tenant, a principal or an agent from then on', async () => {
    await set({ scope: 'principal', subject: 'build', kind: 'calls-per-second', limit: 2 });
    const codes: string[] = [];
    for (let index = 0; index < 6; index += 1)
      codes.push(await codeOf(send(0, undefined, 'local/build')));
    expect(codes).toEqual(['ok', 'ok', 'ok', 'ok', 'rate_limited', 'rate_limited']);
    await expect(send(0, undefined, 'local/build')).rejects.toMatchObject({
      message: expect.stringContaining('principal:build:calls-per-second is 2 a second'),
      details: { quotaId: 'principal:build:calls-per-second', limit: 2, retryAfterMs: 500 },
    });
    expect(await codeOf(send(0))).toBe('ok');
    hub.clock.advance(500);
    expect(await codeOf(send(0, undefined, 'local/build'))).toBe('ok');
  });

  it('of a tenant are shared by its principals', async () => {
    await set({ scope: 'tenant', kind: 'calls-per-second', limit: 2 }, 'acme/a');
    const codes: string[] = [];
    for (const name of ['a', 'b', 'c', 'd', 'e'])
      codes.push(await codeOf(send(0, undefined, `acme/${name}`)));
    expect(codes.filter((code) => code === 'ok').length).toBe(4);
    expect(await codeOf(send(0, undefined, 'other/a'))).toBe('ok');
  });

  it('cannot be set for projects, whose calls nobody can tell apart', async () => {
    const setting = set({ scope: 'project', kind: 'calls-per-second', limit: 2 });
    expect(await codeOf(setting)).toBe('precondition_failed');
  });
});
