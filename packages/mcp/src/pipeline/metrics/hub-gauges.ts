import type { Store } from '../../store/store.ts';
import type { Hub } from '../create-backbone.ts';
import type { Metrics } from '../metrics.ts';

/** What a node holds at this moment: who waits, who follows, whether the store is there. */
export function addHubGauges(metrics: Metrics, { hub, store }: { hub: Hub; store: Store }): void {
  const lanes = ['command', 'query'] as const;
  metrics.gauge({
    name: 'mosaic_admission_waiting',
    help: 'Calls that wait for their turn, by lane.',
    label: 'lane',
    isCheap: true,
    read: () => new Map(lanes.map((lane) => [lane, hub.admission.waiting(lane)])),
  });
  metrics.gauge({
    name: 'mosaic_admission_under_way',
    help: 'Calls under way, by lane.',
    label: 'lane',
    isCheap: true,
    read: () => new Map(lanes.map((lane) => [lane, hub.admission.underWay(lane)])),
  });
  metrics.gauge({
    name: 'mosaic_event_watchers',
    help: 'Readers that follow events on this node.',
    isCheap: true,
    read: () => hub.feed.followers(),
  });
  metrics.gauge({
    name: 'mosaic_store_available',
    help: '1 while the store can be reached, 0 while it cannot.',
    isCheap: true,
    read: () => Number(store.isAvailable()),
  });
}
