import type { Client } from '@mosaic/client';
import { MosaicError } from '@mosaic/contract';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { keepLease } from './keep-lease.ts';
import { limits } from './limits.ts';

const leaseMs = 15_000;

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** A hub as far as a lease sees it: `answer` is what each renewal gets. */
function keep(answer: () => Promise<unknown>, shutdown = new AbortController().signal) {
  const client = { call: answer } as unknown as Client;
  const expiresAt = new Date(Date.now() + leaseMs).toISOString();
  const lease = { taskId: 't', fencingToken: 1, expiresAt };
  return keepLease(client, lease, shutdown);
}

it('goes on as long as the hub renews', async () => {
  const kept = keep(async () => ({ isStopRequested: false }));
  await vi.advanceTimersByTimeAsync(10 * leaseMs);
  expect(kept.signal.aborted).toBe(false);
  kept.stop();
});

it('ends the run at once when the hub says that somebody else has it', async () => {
  const kept = keep(() => Promise.reject(new MosaicError('lease_lost', 'gone')));
  await vi.advanceTimersByTimeAsync(limits.heartbeatMs);
  expect(kept.signal.reason).toBe('lease_lost');
  kept.stop();
});

it('outlives a hub that is away for less than the lease, and no longer', async () => {
  const kept = keep(() => Promise.reject(new MosaicError('unavailable', 'away')));
  await vi.advanceTimersByTimeAsync(leaseMs);
  expect(kept.signal.aborted).toBe(false);
  await vi.advanceTimersByTimeAsync(limits.heartbeatMs);
  expect(kept.signal.reason).toBe('lease_lost');
  kept.stop();
});

it('passes on that the run shall stop, or that the runner shuts down', async () => {
  const stopped = keep(async () => ({ isStopRequested: true }));
  await vi.advanceTimersByTimeAsync(limits.heartbeatMs);
  expect(stopped.signal.reason).toBe('stop_requested');
  stopped.stop();
  expect(keep(async () => ({}), AbortSignal.abort()).signal.reason).toBe('shutdown');
});

it('asks nothing more once it was stopped', async () => {
  let renewals = 0;
  const kept = keep(async () => {
    renewals += 1;
    return { isStopRequested: false };
  });
  kept.stop();
  await vi.advanceTimersByTimeAsync(5 * leaseMs);
  expect(renewals).toBe(0);
});
