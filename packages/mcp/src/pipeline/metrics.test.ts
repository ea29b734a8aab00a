import { MosaicError, operations } from '@mosaic/contract';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { emit, emitModule } from '../../test/emit-module.ts';
import { openSmallHub, type SmallHub } from '../../test/small-hub.ts';
import { openTestHub } from '../../test/test-hub.ts';
import { boundedLabel } from './metrics/bounded-label.ts';
import { addHubGauges } from './metrics/hub-gauges.ts';
import { createMetrics } from './metrics.ts';

let hub: SmallHub;
beforeEach(async () => {
  hub = await openSmallHub([emitModule]);
  addHubGauges(hub.metrics, hub);
});
afterEach(() => hub.destroy());

/** Families as `/metrics` shows them. */
async function families(metrics = hub.metrics) {
  const text = await metrics.render();
  const found = new Map<string, { help: string; type: string; series: string[] }>();
  for (const line of text.split('\n')) {
    const [, word, name = '', rest = ''] = /^# (HELP|TYPE) (\S+) (.*)$/.exec(line) ?? [];
    if (word === undefined) continue;
    const known = found.get(name) ?? { help: '', type: '', series: [] };
    found.set(name, word === 'HELP' ? { ...known, help: rest } : { ...known, type: rest });
  }
  for (const line of text.split('\n').filter((part) => part !== '' && !part.startsWith('#'))) {
    const name = /^[a-zA-Z_:][a-zA-Z0-9_:]*/.exec(line)?.[0] ?? '';
    const family = found.get(name) ?? found.get(name.replace(/_(bucket|sum|count)$/, ''));
    if (!family) throw new Error(`${line} belongs to no family`);
    family.series.push(line);
  }
  return { text, found };
}

describe('the exposition', () => {
  it('is what the linter of Prometheus wants: help, units and names by type', async () => {
    await emit(hub, { type: 'task.changed' });
    const { found } = await families();
    expect(found.size).toBeGreaterThan(25);
    for (const [name, { help, type }] of found) {
      expect(name, name).toMatch(/^[a-z][a-z0-9_]*$/);
      expect(help.length, name).toBeGreaterThan(5);
      expect(['counter', 'gauge', 'histogram', 'summary'], name).toContain(type);
      expect(name.endsWith('_total'), name).toBe(type === 'counter');
      expect(name, name).not.toMatch(/_(count|sum|bucket|info_total|gauge|histogram|counter)$/);
      expect(name, name).not.toMatch(
        /(milliseconds|_ms|_minutes|_hours|kilobytes|megabytes|_percent)/,
      );
    }
  });

  it('shows what happened, and only once it was committed', async () => {
    await emit(hub, { type: 'task.expired' }, { type: 'lock.expired' });
    const { text } = await families();
    expect(text).toContain('mosaic_events_total{type="task.expired"} 1');
    expect(text).toContain('mosaic_lease_expiries_total{leased="task"} 1');
    expect(text).toContain('mosaic_lease_expiries_total{leased="lock"} 1');
    expect(text).toContain('mosaic_store_write_seconds_count 1');
    expect(text).toContain('mosaic_event_watchers 0');
    expect(text).toContain('mosaic_store_available 1');
    expect(text).toContain('mosaic_admission_waiting{lane="command"} 0');
  });

  it('counts followers while they follow', async () => {
    const gone = new AbortController();
    const call = {
      operation: 'event.watch',
      input: {},
      token: hub.owner,
      surface: 'rest' as const,
    };
    const items = await hub.hub.stream({ ...call, signal: gone.signal });
    const ended = Array.fromAsync(items);
    await expect.poll(async () => (await families()).text).toContain('mosaic_event_watchers 1');
    gone.abort();
    await ended;
    expect((await families()).text).toContain('mosaic_event_watchers 0');
  });
});

describe('labels', () => {
  it('stay few, whatever callers are called', async () => {
    const metrics = createMetrics();
    for (let index = 0; index < 500; index += 1) {
      const principal = {
        name: `task:tsk_${index}`,
        tenant: `tenant-${index}`,
        permissions: 'all' as const,
        binding: { taskId: `tsk_${index}`, runId: 'run' },
      };
      const call = { operation: 'task.show', surface: 'rest', durationMs: 1, principal };
      metrics.observe({ ...call, failure: null });
    }
    const { found } = await families(metrics);
    const series = found.get('mosaic_tenant_calls_total')?.series ?? [];
    expect(series).toHaveLength(51);
    expect(series.join()).toContain('tenant="other",principal="worker",outcome="ok"} 450');
  });

  it('name scope and kind of a quota that refused, never its subject', async () => {
    const details = { quotaId: 'project:prj_1:tasks-running' };
    const failure = new MosaicError('quota_exceeded', 'x', { details });
    const call = { operation: 'task.add', surface: 'rest', durationMs: 1, principal: null };
    hub.metrics.observe({ ...call, failure });
    const { text } = await families();
    expect(text).toContain('mosaic_quota_refusals_total{scope="project",kind="tasks-running"} 1');
    expect(text).not.toContain('prj_1');
  });

  it('are bounded in the order in which they come', () => {
    const label = boundedLabel(2);
    expect(['a', 'b', 'c', 'a', 'd'].map(label)).toEqual(['a', 'b', 'other', 'a', 'other']);
  });
});

describe('a gauge', () => {
  it('that cannot be read leaves the others alone', async () => {
    hub.metrics.gauge({
      name: 'mosaic_broken',
      help: 'Cannot be read.',
      read: () => Promise.reject(new Error('no')),
    });
    const { text } = await families();
    expect(text).toContain('mosaic_event_watchers 0');
    expect(text).not.toMatch(/^mosaic_broken /m);
  });

  it('that costs something is read once in a few seconds, however often it is asked for', async () => {
    let reads = 0;
    let now = 0;
    const metrics = createMetrics(() => now);
    metrics.gauge({
      name: 'mosaic_tasks',
      help: 'Tasks by status.',
      label: 'status',
      read: () => {
        reads += 1;
        return new Map([['ready', reads]]);
      },
    });
    for (let index = 0; index < 5; index += 1) await metrics.render();
    expect(reads).toBe(1);
    now += 5_000;
    expect(await metrics.render()).toContain('mosaic_tasks{status="ready"} 2');
  });
});

it('a whole hub shows what waits and runs, and how long it waited', async () => {
  const whole = await openTestHub();
  try {
    const caller = whole.hub.system('test');
    await caller.call(operations.submitTasks, { jobs: [{ title: 'one' }, { title: 'two' }] });
    const agent = await caller.call(operations.registerAgent, { name: 'a', type: 'worker' });
    await caller.call(operations.claimTask, { agentId: agent.id });
    const text = await whole.metrics.render();
    expect(text).toContain('mosaic_tasks{state="running"} 1');
    expect(text).toContain('mosaic_tasks{state="ready"} 1');
    expect(text).toContain('mosaic_tasks{state="unfinished"} 2');
    expect(text).toContain('mosaic_messages{state="waiting"} 0');
    expect(text).toContain('mosaic_task_claim_wait_seconds_count 1');
    for (const line of text.split('\n')) expect(line).not.toContain(agent.id);
  } finally {
    await whole.destroy();
  }
});
