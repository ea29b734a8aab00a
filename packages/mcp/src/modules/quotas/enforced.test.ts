import { operations } from '@mosaic/contract';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { codeOf, openTenantHub, type TenantHub } from '../../../test/tenant-hub.ts';

let hub: TenantHub;
beforeEach(async () => {
  hub = await openTenantHub();
});
afterEach(() => hub.destroy());

const owner = 'acme/owner';
const projectId = 'prj_0190b5c8-6c1f-7000-8000-000000000001';
const set = (input: object) => hub.call(owner, operations.setQuota, input as never);
const outcome = (promise: Promise<unknown>) => promise.then(() => 'ok', codeOf);
const usedOf = async (quotaId: string) =>
  (await hub.call(owner, operations.showQuota, { quotaId })).used;
let jobs = 0;
const submit = (count: number, project?: string, token = owner) =>
  hub.call(token, operations.submitTasks, {
    jobs: Array.from({ length: count }, () => {
      jobs += 1;
      return { key: `job-${jobs}`, title: 'A job', ...(project && { projectId: project }) };
    }),
  });

describe('unfinished tasks', () => {
  it('are bounded by project and by tenant, and free up when one is over', async () => {
    await submit(2, projectId);
    await set({ scope: 'project', kind: 'tasks-waiting', limit: 3 });
    await set({ scope: 'tenant', kind: 'tasks-waiting', limit: 5 });
    expect(await usedOf('project:*:tasks-waiting')).toBe(2);
    expect(await outcome(submit(2, projectId))).toBe('quota_exceeded');
    const { tasks } = await submit(1, projectId);
    expect(await outcome(submit(3))).toBe('quota_exceeded');
    expect(await outcome(submit(2))).toBe('ok');
    expect(await usedOf('tenant:*:tasks-waiting')).toBe(5);
    expect(await outcome(submit(1, undefined, 'other/owner'))).toBe('ok');
    const taskIds = tasks.map(({ taskId }) => taskId);
    await hub.call(owner, operations.cancelTasks, { taskIds });
    expect(await outcome(submit(1, projectId))).toBe('ok');
  });

  it('that a refused call brought are not there', async () => {
    await set({ scope: 'tenant', kind: 'tasks-waiting', limit: 2 });
    await expect(submit(3)).rejects.toMatchObject({
      code: 'quota_exceeded',
      details: { limit: 2, used: 0, requested: 3 },
    });
    expect(await usedOf('tenant:*:tasks-waiting')).toBe(0);
    expect(await outcome(submit(2))).toBe('ok');
  });
});

describe('running tasks', () => {
  it('are bounded by the scheduler itself once a quota is set', async () => {
    const { id } = await set({ scope: 'tenant', kind: 'tasks-running', limit: 1 });
    const queue = () => hub.call(owner, operations.showQueue, {});
    expect(JSON.stringify(await queue())).toContain('"runningMax":1');
    await hub.call(owner, operations.removeQuota, { quotaId: id });
    expect(JSON.stringify(await queue())).not.toContain('"runningMax":1');
  });

  it('are bounded project by project', async () => {
    const all = set({ scope: 'project', kind: 'tasks-running', limit: 1 });
    expect(await outcome(all)).toBe('precondition_failed');
    const one = set({ scope: 'project', subject: projectId, kind: 'tasks-running', limit: 1 });
    expect(await outcome(one)).toBe('ok');
  });
});

describe('bytes of shared state', () => {
  const put = (key: string, chars: number) =>
    hub.call(owner, operations.setState, {
      namespace: 'plans',
      key,
      value: 'x'.repeat(chars),
    });

  it('are bounded, and free up when less is kept', async () => {
    await set({ scope: 'tenant', kind: 'state-bytes', limit: 1_000 });
    expect(await outcome(put('a', 600))).toBe('ok');
    expect(await outcome(put('b', 600))).toBe('quota_exceeded');
    await expect(
      hub.call(owner, operations.getState, { namespace: 'plans', key: 'b' }),
    ).rejects.toMatchObject({ code: 'not_found' });
    expect(await outcome(put('a', 100))).toBe('ok');
    expect(await outcome(put('b', 600))).toBe('ok');
  });
});

describe('stored messages', () => {
  it('are bounded, and free up when they are acknowledged', async () => {
    await hub.call(owner, operations.registerAgent, { name: 'reader', type: 'worker' });
    await set({ scope: 'tenant', kind: 'messages-stored', limit: 2 });
    const send = () =>
      hub.call(owner, operations.sendMessage, { to: { agent: 'reader' }, type: 'note' });
    expect(await outcome(send())).toBe('ok');
    expect(await outcome(send())).toBe('ok');
    expect(await outcome(send())).toBe('quota_exceeded');
    expect(await usedOf('tenant:*:messages-stored')).toBe(2);
    const { deliveries } = await hub.call(owner, operations.receiveMessages, { agent: 'reader' });
    const deliveryIds = deliveries.map(({ deliveryId }) => deliveryId);
    await hub.call(owner, operations.acknowledgeMessages, { agent: 'reader', deliveryIds });
    expect(await outcome(send())).toBe('ok');
  });
});

it('no two modules count the same use', async () => {
  for (const kind of [
    'tasks-waiting',
    'tasks-running',
    'messages-stored',
    'state-bytes',
    'events-per-day',
  ]) {
    expect(await outcome(set({ scope: 'tenant', kind, limit: 1_000_000 })), kind).toBe('ok');
  }
  expect(hub.bugs).toEqual([]);
});
