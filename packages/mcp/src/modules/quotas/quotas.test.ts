import { operations } from '@mosaic/contract';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openSmallHub, type SmallHub } from '../../../test/small-hub.ts';
import { stockModule, stockOperations } from '../../../test/stock-module.ts';

let hub: SmallHub;
beforeEach(async () => {
  hub = await openSmallHub([stockModule]);
});
afterEach(() => hub.destroy());

const system = () => hub.hub.system('test');
const set = (input: object) =>
  system().call(operations.setQuota, { kind: 'tasks-waiting', ...input } as never);
const show = (quotaId: string) => system().call(operations.showQuota, { quotaId });
let next = 0;
const add = (change: object = {}) => {
  next += 1;
  const row = { id: `s${next}`, projectId: 'p1', agentId: 'a1', size: 1, ...change };
  return system()
    .call(stockOperations.add, row)
    .then(() => row.id);
};
const drop = (id: string) => system().call(stockOperations.drop, { id });
const sizeOf = async () => {
  const rows = await hub.store.reader.selectFrom('stock').selectAll().execute();
  return rows.reduce((sum, row) => sum + Number(row.size), 0);
};
const codeOf = (promise: Promise<unknown>) =>
  promise.then(
    () => 'ok',
    (error: { code: string }) => error.code,
  );

describe('a quota', () => {
  it('is never passed, however many ask at once, and frees up as it is given back', async () => {
    await set({ scope: 'project', limit: 10 });
    const codes = await Promise.all(Array.from({ length: 40 }, () => codeOf(add())));
    expect(codes.filter((code) => code === 'ok')).toHaveLength(10);
    expect(codes.filter((code) => code === 'quota_exceeded')).toHaveLength(30);
    expect(await sizeOf()).toBe(10);
    const [row] = await hub.store.reader.selectFrom('stock').selectAll().execute();
    await drop(String(row?.id));
    expect(await codeOf(add({ size: 2 }))).toBe('quota_exceeded');
    expect(await codeOf(add())).toBe('ok');
    // Another project has its own.
    expect(await codeOf(add({ projectId: 'p2', size: 10 }))).toBe('ok');
  });

  it('says which it is, its limit, the use and how it frees up', async () => {
    await set({ scope: 'agent', subject: 'a1', limit: 3 });
    await add({ size: 2 });
    await expect(add({ size: 2 })).rejects.toMatchObject({
      code: 'quota_exceeded',
      message:
        'The quota agent:a1:tasks-waiting is used up: agent a1 has 2 of 3 unfinished tasks. 2 more were asked for. It frees up when one of them ends or is cancelled.',
      details: { quotaId: 'agent:a1:tasks-waiting', limit: 3, used: 2, requested: 2 },
    });
  });

  it('counts nothing of a command that failed afterwards', async () => {
    await set({ scope: 'tenant', limit: 5 });
    expect(await codeOf(add({ size: 4, isRefused: true }))).toBe('conflict');
    expect((await show('tenant:*:tasks-waiting')).used).toBe(0);
    expect(await codeOf(add({ size: 5 }))).toBe('ok');
  });

  it('holds from the call that sets it on, counting what was there before', async () => {
    await add({ size: 4 });
    await add({ size: 1, projectId: 'p2' });
    const quota = await set({ scope: 'project', limit: 5 });
    expect(quota).toMatchObject({ id: 'project:*:tasks-waiting', used: 4, setBy: 'system:test' });
    expect(await codeOf(add({ size: 2 }))).toBe('quota_exceeded');
    expect(await show(quota.id)).toMatchObject({
      heaviest: [
        { subject: 'p1', used: 4 },
        { subject: 'p2', used: 1 },
      ],
    });
  });

  it('set below the present use takes nothing away, but lets nothing more in', async () => {
    const id = await add({ size: 4 });
    await set({ scope: 'tenant', limit: 2 });
    expect(await codeOf(add())).toBe('quota_exceeded');
    await drop(id);
    expect(await codeOf(add({ size: 2 }))).toBe('ok');
  });

  it('of a tenant, an agent and a project all have to let a use pass, or none counts it', async () => {
    await set({ scope: 'tenant', limit: 3 });
    await set({ scope: 'agent', subject: 'a2', limit: 1 });
    await set({ scope: 'project', subject: 'p1', limit: 2 });
    expect(await codeOf(add({ agentId: 'a2', size: 2 }))).toBe('quota_exceeded');
    expect((await show('tenant:*:tasks-waiting')).used).toBe(0);
    expect(await codeOf(add({ agentId: 'a2' }))).toBe('ok');
    expect(await codeOf(add())).toBe('ok');
    expect(await codeOf(add())).toBe('quota_exceeded');
    expect(await codeOf(add({ projectId: 'p2' }))).toBe('ok');
    expect(await codeOf(add({ projectId: 'p3' }))).toBe('quota_exceeded');
  });

  it('that was removed bounds nothing, and leaves no counts behind', async () => {
    const { id } = await set({ scope: 'project', limit: 0 });
    expect(await codeOf(add())).toBe('quota_exceeded');
    await system().call(operations.removeQuota, { quotaId: id });
    expect(await codeOf(add({ size: 99 }))).toBe('ok');
    expect(await hub.store.reader.selectFrom('quota_use').selectAll().execute()).toEqual([]);
    await expect(show(id)).rejects.toMatchObject({ code: 'not_found' });
  });

  it('is refused where nothing counts it, saying what is counted', async () => {
    expect(await codeOf(set({ scope: 'principal', limit: 1 }))).toBe('precondition_failed');
    await expect(set({ scope: 'principal', limit: 1 })).rejects.toThrow('tenant, project, agent');
    expect((await system().call(operations.listQuotas, {})).items).toEqual([]);
  });

  it('is listed in pages', async () => {
    for (const subject of ['c', 'a', 'b']) await set({ scope: 'agent', subject, limit: 1 });
    const first = await system().call(operations.listQuotas, { limit: 2 });
    const cursor = first.nextCursor ?? '';
    const rest = await system().call(operations.listQuotas, { limit: 2, cursor });
    const subjects = [...first.items, ...rest.items].map(({ subject }) => subject);
    expect(subjects).toEqual(['a', 'b', 'c']);
    expect(rest.nextCursor).toBeNull();
  });

  it.each([
    'x',
    'agent:a',
    'agent:a:',
    ':a:tasks-waiting',
    'tenant::nothing',
    'agent:x:tasks-waiting',
  ])('is not found by %s', async (quotaId) => {
    expect(['not_found', 'invalid_input']).toContain(await codeOf(show(quotaId)));
  });
});

describe('reconciling', () => {
  const reconcile = () => system().call(operations.reconcileQuotas, {});

  it('finds that counts equal the facts, after whatever happened', async () => {
    await set({ scope: 'project', limit: 20 });
    await set({ scope: 'tenant', limit: 30 });
    const held: string[] = [];
    for (let step = 0; step < 120; step += 1) {
      const isDrop = hub.clock.random() < 0.4 && held.length > 0;
      if (isDrop) await drop(held.pop() ?? '');
      else {
        const size = 1 + Math.floor(hub.clock.random() * 6);
        const change = { size, projectId: `p${step % 3}`, isRefused: step % 7 === 0 };
        const id = await add(change).catch(() => null);
        if (id !== null) held.push(id);
      }
      hub.clock.advance(1);
      const { differences, quotaId } = await reconcile();
      expect(differences).toEqual([]);
      expect(quotaId).not.toBeNull();
    }
    expect(await sizeOf()).toBe((await show('tenant:*:tasks-waiting')).used);
  });

  it('corrects a count that is wrong, and tells it', async () => {
    await add({ size: 3 });
    await set({ scope: 'project', limit: 4 });
    await hub.store.write((store) => store.updateTable('quota_use').set({ used: 1 }).execute());
    expect((await reconcile()).differences).toEqual([{ subject: 'p1', counted: 1, facts: 3 }]);
    expect(await hub.metrics.render()).toContain('mosaic_quota_differences_total 1');
    expect((await reconcile()).differences).toEqual([]);
    expect(await codeOf(add({ size: 2 }))).toBe('quota_exceeded');
  });

  it('takes its turn through all quotas', async () => {
    await set({ scope: 'project', limit: 4 });
    await set({ scope: 'agent', limit: 4 });
    const seen = new Set<string | null>();
    for (let round = 0; round < 4; round += 1) {
      hub.clock.advance(1_000);
      seen.add((await reconcile()).quotaId);
    }
    expect(seen.size).toBe(2);
  });
});
