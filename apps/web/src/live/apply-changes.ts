import { operations, type Plan } from '@mosaic/contract';
import type { QueryClient, QueryKey } from '@tanstack/react-query';
import { appendToFeed, type Feed } from '../data/feed.ts';
import type { Hub } from '../data/hub.ts';
import { keys, planParts } from '../data/keys.ts';
import { type Listing, upsertItem } from '../data/listing.ts';
import { webLimits } from '../limits.ts';
import type { Changes } from './reduce-events.ts';

interface Live {
  hub: Hub;
  queryClient: QueryClient;
}

/** Brings what the page holds up to date after a batch of events. Never throws. */
export async function applyChanges(live: Live, changes: Changes): Promise<void> {
  const { hub, queryClient } = live;
  await settleFirstReads(queryClient);
  for (const [missionId, events] of changes.events) {
    queryClient.setQueryData<Feed>(
      keys.feed(missionId),
      (feed) => feed && appendToFeed(feed, events),
    );
  }
  const stale: QueryKey[] = [
    ...(changes.areProjectsStale ? [keys.projects] : []),
    ...(changes.areAgentsStale ? [keys.agents] : []),
    ...[...changes.plansOf].map(keys.tasks),
    ...[...changes.runsOf].map(keys.runs),
    ...[...changes.evidenceOf].map(keys.evidence),
    ...[...changes.evidenceOfTasks].map(keys.taskEvidence),
    ...[...changes.handoffsOf].map(keys.handoffs),
    ...(changes.plans.size > 0 ? [keys.plans] : []),
    ...[...changes.plans.keys()].flatMap((planId) =>
      planParts.map((part) => keys.planPart(part, planId)),
    ),
    // What a plan says of its nodes moves with the mission that runs it.
    ...(changes.missionIds.size > 0 ? [['plan-progress']] : []),
    ...(changes.areForecastsStale ? [['plan-forecast'], ['plan-compare']] : []),
  ];
  const plans = [...changes.plans].map(([planId, version]) =>
    isShown(queryClient, planId, version)
      ? renewPlanFacts(live, planId)
      : queryClient.invalidateQueries({ queryKey: keys.plan(planId) }),
  );
  await Promise.all([
    ...plans,
    ...stale.map((queryKey) => queryClient.invalidateQueries({ queryKey })),
    renew(live, changes.missionIds, {
      read: (missionId) => hub.call(operations.missionStatus, { missionId }),
      kinds: ['mission', 'missions'],
      detailKey: keys.mission,
      listings: () => [{ key: keys.missions, end: 'first' }],
    }),
    renew(live, changes.taskIds, {
      read: (taskId) => hub.call(operations.showTask, { taskId }),
      kinds: ['task', 'tasks'],
      detailKey: keys.task,
      listings: ({ missionId }) =>
        missionId === null ? [] : [{ key: keys.tasks(missionId), end: 'last' }],
    }),
    renew(live, changes.runIds, {
      read: (runId) => hub.call(operations.showRun, { runId }),
      kinds: ['runs', 'task-runs'],
      detailKey: null,
      listings: (run) => [
        { key: keys.runs(run.missionId), end: 'first' },
        { key: keys.taskRuns(run.taskId), end: 'first' },
      ],
    }),
  ]);
}

function isShown(queryClient: QueryClient, planId: string, version: number | null): boolean {
  const shown = queryClient.getQueryData<{ plan: Plan }>(keys.plan(planId));
  return version !== null && shown !== undefined && shown.plan.version >= version;
}

/** Of a version that is shown already only its facts can be new, such as the mission that runs it. */
async function renewPlanFacts({ hub, queryClient }: Live, planId: string): Promise<void> {
  const key = keys.plan(planId);
  try {
    const plan = await hub.call(operations.showPlan, { planId });
    queryClient.setQueryData<{ plan: Plan }>(key, (old) =>
      old !== undefined && plan.version >= old.plan.version ? { ...old, plan } : old,
    );
  } catch {
    await queryClient.invalidateQueries({ queryKey: key });
  }
}

interface Renewal<Item extends { id: string }> {
  read: (id: string) => Promise<Item>;
  /** First words of the keys that hold such items. */
  kinds: string[];
  detailKey: ((id: string) => QueryKey) | null;
  listings: (item: Item) => { key: QueryKey; end: 'first' | 'last' }[];
}

/** A few changed things are read singly and put in place; many, or a failure, read the lists again. */
async function renew<Item extends { id: string }>(
  { queryClient }: Live,
  ids: ReadonlySet<string>,
  renewal: Renewal<Item>,
): Promise<void> {
  if (ids.size === 0) return;
  const isShown = renewal.kinds.some(
    (kind) => queryClient.getQueryCache().findAll({ queryKey: [kind], type: 'active' }).length > 0,
  );
  if (!isShown || ids.size > webLimits.singleReadsMax) {
    await invalidateKinds(queryClient, renewal.kinds);
    return;
  }
  // Lists that nobody looks at are read again when somebody does.
  for (const kind of renewal.kinds) {
    await queryClient.invalidateQueries({
      queryKey: [kind],
      type: 'inactive',
      refetchType: 'none',
    });
  }
  try {
    const items = await Promise.all([...ids].map(renewal.read));
    for (const item of items) put(queryClient, item, renewal);
  } catch {
    await invalidateKinds(queryClient, renewal.kinds);
  }
}

function put<Item extends { id: string }>(
  queryClient: QueryClient,
  item: Item,
  renewal: Renewal<Item>,
): void {
  if (renewal.detailKey !== null) {
    const key = renewal.detailKey(item.id);
    if (isSettled(queryClient, key)) queryClient.setQueryData<Item>(key, (old) => old && item);
  }
  for (const { key, end } of renewal.listings(item)) {
    if (!isSettled(queryClient, key)) continue;
    queryClient.setQueryData<Listing<Item>>(key, (old) => old && upsertItem(old, item, end));
  }
}

/** An answer under way may be older than what is known now: it is asked for again instead of patched. */
function isSettled(queryClient: QueryClient, queryKey: QueryKey): boolean {
  const state = queryClient.getQueryState(queryKey);
  if (state === undefined || state.fetchStatus !== 'fetching') return true;
  void queryClient.invalidateQueries({ queryKey, exact: true });
  return false;
}

async function invalidateKinds(queryClient: QueryClient, kinds: string[]): Promise<void> {
  await Promise.all(kinds.map((kind) => queryClient.invalidateQueries({ queryKey: [kind] })));
}

/** A first answer under way can not be restarted; what the events changed is read after it. */
async function settleFirstReads(queryClient: QueryClient): Promise<void> {
  const underWay = queryClient.getQueryCache().findAll({
    predicate: (query) => query.state.fetchStatus === 'fetching' && query.state.data === undefined,
  });
  await Promise.allSettled(underWay.map((query) => query.promise));
}
