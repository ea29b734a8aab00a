import type { Event } from '@mosaic/contract';
import { QueryClient, QueryObserver } from '@tanstack/react-query';
import { afterEach, describe, expect, it } from 'vitest';
import type { Hub } from '../data/hub.ts';
import { keys } from '../data/keys.ts';
import type { Listing } from '../data/listing.ts';
import { applyChanges } from './apply-changes.ts';
import { reduceEvents } from './reduce-events.ts';

interface Item {
  id: string;
  missionId: string;
  status: string;
}

/** The hub's truth, and which questions were asked about it. */
function createWorld() {
  const tasks = new Map<string, Item>();
  const asked: string[] = [];
  const hub: Hub = {
    call: (async (operation: { name: string }, input: Record<string, string>) => {
      asked.push(operation.name);
      const item = tasks.get(input.taskId ?? '');
      if (item === undefined) throw new Error('not there');
      return { ...item };
    }) as unknown as Hub['call'],
    stream: (() => {
      throw new Error('no stream here');
    }) as unknown as Hub['stream'],
  };
  return { tasks, asked, hub };
}

const clients: QueryClient[] = [];
afterEach(() => {
  for (const client of clients.splice(0)) client.clear();
});

async function show(world: ReturnType<typeof createWorld>) {
  const queryClient = new QueryClient({ defaultOptions: { queries: { staleTime: Infinity } } });
  clients.push(queryClient);
  let lists = 0;
  const observer = new QueryObserver<Listing<Item>>(queryClient, {
    queryKey: keys.tasks('m'),
    queryFn: async () => {
      lists += 1;
      return { items: [...world.tasks.values()].map((task) => ({ ...task })), hasMore: false };
    },
  });
  const close = observer.subscribe(() => {});
  await queryClient.refetchQueries({ queryKey: keys.tasks('m') });
  return {
    queryClient,
    close,
    lists: () => lists,
    shown: () => queryClient.getQueryData<Listing<Item>>(keys.tasks('m'))?.items ?? [],
  };
}

function settled(taskId: string, seq: number): Event {
  return {
    seq,
    type: 'task.settled',
    at: '2026-11-21T10:00:00Z',
    projectId: null,
    missionId: 'm',
    taskId,
    runId: null,
    agentId: null,
    data: {},
  };
}

describe('applyChanges', () => {
  it('puts one changed task in place without reading the list again', async () => {
    const world = createWorld();
    for (const id of ['a', 'b', 'c']) world.tasks.set(id, { id, missionId: 'm', status: 'open' });
    const page = await show(world);
    const before = page.lists();
    world.tasks.set('b', { id: 'b', missionId: 'm', status: 'done' });
    await applyChanges(
      { hub: world.hub, queryClient: page.queryClient },
      reduceEvents([settled('b', 1)]),
    );
    expect(page.shown().map((task) => task.status)).toEqual(['open', 'done', 'open']);
    expect(page.lists()).toBe(before);
    page.close();
  });

  it('reads the list once when many tasks changed', async () => {
    const world = createWorld();
    for (let n = 0; n < 40; n += 1) {
      world.tasks.set(`t${n}`, { id: `t${n}`, missionId: 'm', status: 'open' });
    }
    const page = await show(world);
    const before = page.lists();
    for (const task of world.tasks.values()) task.status = 'done';
    const events = [...world.tasks.keys()].map((id, index) => settled(id, index + 1));
    await applyChanges({ hub: world.hub, queryClient: page.queryClient }, reduceEvents(events));
    expect(page.shown().every((task) => task.status === 'done')).toBe(true);
    expect(page.lists()).toBe(before + 1);
    expect(world.asked.filter((name) => name === 'task.show')).toHaveLength(0);
    page.close();
  });

  it('falls back to the list when a single read fails', async () => {
    const world = createWorld();
    world.tasks.set('a', { id: 'a', missionId: 'm', status: 'open' });
    const page = await show(world);
    world.tasks.delete('a');
    await applyChanges(
      { hub: world.hub, queryClient: page.queryClient },
      reduceEvents([settled('a', 1)]),
    );
    expect(page.shown()).toEqual([]);
    page.close();
  });

  it('asks nothing about what nobody looks at, but remembers that it is old', async () => {
    const world = createWorld();
    world.tasks.set('a', { id: 'a', missionId: 'm', status: 'open' });
    const page = await show(world);
    page.close();
    await applyChanges(
      { hub: world.hub, queryClient: page.queryClient },
      reduceEvents([settled('a', 1)]),
    );
    expect(world.asked).toEqual([]);
    expect(page.queryClient.getQueryState(keys.tasks('m'))?.isInvalidated).toBe(true);
  });

  it('shows an event once though the stream repeats it', async () => {
    const world = createWorld();
    const page = await show(world);
    const feed = () =>
      page.queryClient.getQueryData<{ items: Event[] }>(keys.feed('m'))?.items ?? [];
    page.queryClient.setQueryData(keys.feed('m'), { items: [settled('a', 1)], hasEarlier: false });
    const live = { hub: world.hub, queryClient: page.queryClient };
    await applyChanges(live, reduceEvents([settled('a', 1), settled('a', 2)]));
    await applyChanges(live, reduceEvents([settled('a', 2)]));
    expect(feed().map((event) => event.seq)).toEqual([1, 2]);
    page.close();
  });
});
