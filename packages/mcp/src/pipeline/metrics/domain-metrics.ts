import { Counter, Histogram, type Registry } from 'prom-client';
import type { FeedObserver } from '../../modules/events/event-feed.ts';
import type { NewEvent } from '../handler.ts';

/** Delays in milliseconds: `context.measure('claimWait', ms)`. */
type Delay = 'claimWait' | 'messageDelivery';

/** What handlers measure; besides delays, how many counts of a quota were wrong. */
export type Measure = Delay | 'quotaDifferences';

export interface DomainMetrics {
  /** Events of a command that was committed. */
  committed(events: readonly Pick<NewEvent, 'type'>[]): void;
  /** What a committed command found. */
  measured(measure: Measure, value: number): void;
  readonly feed: FeedObserver;
}

const delays = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5, 30, 300, 3_600];

/** What happens to tasks, messages and events, as this node committed it. */
export function addDomainMetrics(registry: Registry): DomainMetrics {
  const registers = [registry];
  const events = new Counter({
    name: 'mosaic_events_total',
    help: 'Events committed by this node, by type.',
    labelNames: ['type'],
    registers,
  });
  const lapsed = new Counter({
    name: 'mosaic_lease_expiries_total',
    help: 'Leases that lapsed because nobody renewed them, by what was leased.',
    labelNames: ['leased'],
    registers,
  });
  const histogram = (name: string, help: string) =>
    new Histogram({ name, help, buckets: delays, registers });
  const delayed: Record<Delay, Histogram> = {
    claimWait: histogram(
      'mosaic_task_claim_wait_seconds',
      'Time from the moment a task could be claimed until it was.',
    ),
    messageDelivery: histogram(
      'mosaic_message_delivery_seconds',
      'Time from sending a message until a receiver was given it.',
    ),
  };
  const lag = histogram(
    'mosaic_event_lag_seconds',
    'Time from the commit of an event until this node has it for those who follow.',
  );
  const feedFailures = new Counter({
    name: 'mosaic_event_feed_failures_total',
    help: 'Reads of new events that failed; each is tried again.',
    registers,
  });
  const differences = new Counter({
    name: 'mosaic_quota_differences_total',
    help: 'Counts of quotas that differed from the facts and were corrected.',
    registers,
  });
  for (const leased of ['task', 'lock']) lapsed.inc({ leased }, 0);
  return {
    committed(committed) {
      for (const { type } of committed) {
        events.inc({ type });
        if (type === 'task.expired') lapsed.inc({ leased: 'task' });
        if (type === 'lock.expired') lapsed.inc({ leased: 'lock' });
      }
    },
    measured(measure, value) {
      if (measure === 'quotaDifferences') differences.inc(value);
      else delayed[measure].observe(Math.max(0, value) / 1_000);
    },
    feed: {
      delivered: (lagMs) => lag.observe(lagMs / 1_000),
      failed: () => feedFailures.inc(),
    },
  };
}
