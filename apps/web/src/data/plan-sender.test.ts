import { MosaicError, type PlanEdit } from '@mosaic/contract';
import { QueryClient } from '@tanstack/react-query';
import { afterEach, describe, expect, it } from 'vitest';
import { samplePlan } from '../../test/sample-plan.ts';
import { applyChanges } from '../live/apply-changes.ts';
import { reduceEvents } from '../live/reduce-events.ts';
import type { Hub } from './hub.ts';
import { keys } from './keys.ts';
import { createPlanSender } from './plan-sender.ts';

const planId = 'pln_0190b5c8-6c1f-7000-8000-000000000000';
const rename = (title: string): PlanEdit[] => [
  { kind: 'change', nodeId: 'F.001.01', fields: { title } },
];

const clients: QueryClient[] = [];
afterEach(() => {
  for (const client of clients.splice(0)) client.clear();
});

/** A plan at the hub that minds the base of every edit, and a page that shows it. */
function createWorld() {
  const document = samplePlan({ epics: 1, below: [2, 1, 1, 1, 2] });
  const world = { version: 1, sent: [] as { baseVersion: number; key: string | undefined }[] };
  const hub: Hub = {
    call: (async (_operation: unknown, input: { baseVersion: number }, options?: object) => {
      const { idempotencyKey: key } = (options ?? {}) as { idempotencyKey?: string };
      world.sent.push({ baseVersion: input.baseVersion, key });
      if (input.baseVersion !== world.version) {
        throw new MosaicError('conflict', 'The plan was changed meanwhile. Read it again.');
      }
      world.version += 1;
      return { plan: { version: world.version }, added: [], moved: [], findings: [] };
    }) as unknown as Hub['call'],
    stream: (() => {
      throw new Error('no stream here');
    }) as unknown as Hub['stream'],
  };
  const queryClient = new QueryClient({ defaultOptions: { queries: { staleTime: Infinity } } });
  clients.push(queryClient);
  queryClient.setQueryData(keys.plan(planId), { plan: { version: 1 }, document });
  const shown = () =>
    queryClient.getQueryData<{ plan: { version: number }; document: typeof document }>(
      keys.plan(planId),
    );
  const sender = createPlanSender(hub, queryClient, planId);
  return { world, hub, queryClient, shown, sender };
}

describe('createPlanSender', () => {
  it('lets one change follow another though both were decided on the same version', async () => {
    const { world, sender } = createWorld();
    const first = sender.edit(rename('One'), 1, 'one');
    const second = sender.edit(rename('Two'), 1, 'two');
    await first.send();
    await second.send();
    expect(world.sent.map((each) => each.baseVersion)).toEqual([1, 2]);
  });

  it('does not overwrite what somebody else changed since the version was seen', async () => {
    const { world, sender } = createWorld();
    world.version = 2;
    await expect(sender.edit(rename('Mine'), 1, 'mine').send()).rejects.toMatchObject({
      code: 'conflict',
    });
    expect(world.version).toBe(2);
  });

  it('sends exactly the same again, so that nothing is done twice', async () => {
    const { world, sender } = createWorld();
    const prepared = sender.edit(rename('One'), 1, 'one');
    await prepared.send();
    await prepared.send().catch(() => {});
    expect(world.sent[0]).toEqual(world.sent[1]);
  });

  it('shows a change of fields at once and takes it back as it was', () => {
    const { shown, sender } = createWorld();
    const before = shown();
    const titleOf = () => shown()?.document.nodes.find((node) => node.id === 'F.001.01')?.title;
    const takeBack = sender.showEarly(rename('Early'));
    expect(titleOf()).toBe('Early');
    takeBack();
    expect(shown()).toEqual(before);
    sender.showEarly([{ kind: 'remove', nodeId: 'F.001.01' }]);
    expect(shown()).toEqual(before);
  });
});

describe('an event about a plan', () => {
  const told = (version: number) =>
    reduceEvents([
      {
        seq: 1,
        type: 'plan.changed',
        at: '2026-11-21T00:00:00Z',
        projectId: null,
        missionId: null,
        taskId: null,
        runId: null,
        agentId: null,
        data: { planId, version },
      },
    ]);

  it('makes the plan be read again', async () => {
    const { hub, queryClient } = createWorld();
    await applyChanges({ hub, queryClient }, told(2));
    expect(queryClient.getQueryState(keys.plan(planId))?.isInvalidated).toBe(true);
  });

  it('reads of a version that is shown already the facts alone, not all of its nodes', async () => {
    const { queryClient, shown } = createWorld();
    const document = shown()?.document;
    const asked: unknown[] = [];
    const call = async (operation: { name: string }) => {
      asked.push(operation.name);
      return { version: 1, status: 'running' };
    };
    const hub = { call } as unknown as Hub;
    await applyChanges({ hub, queryClient }, told(1));
    expect(asked).toEqual(['plan.show']);
    expect(shown()).toEqual({ plan: { version: 1, status: 'running' }, document });
  });

  it('makes what follows from the plan be read again in any case', async () => {
    const { hub, queryClient } = createWorld();
    queryClient.setQueryData(keys.planPart('plan-schedule', planId, { limits: {} }), {});
    await applyChanges({ hub, queryClient }, told(1));
    const key = keys.planPart('plan-schedule', planId, { limits: {} });
    expect(queryClient.getQueryState(key)?.isInvalidated).toBe(true);
  });
});
