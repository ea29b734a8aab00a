import { type Explanation, operations, type WaitReason } from '@mosaic/contract';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Jobs, jobsOf, wrongCounts } from '../../../test/jobs.ts';
import { openTestHub, type TestHub } from '../../../test/test-hub.ts';

/** One hub for all runs; each has a tenant of its own, and so a world of its own. */
let hub: TestHub;
let worlds = 0;
beforeAll(async () => {
  hub = await openTestHub();
});
afterAll(() => hub.destroy());

const projectIds = [1, 2].map((n) => `prj_0190b5c8-6c1f-7000-8000-00000000000${n}`);
const skills = ['a', 'b', 'z'];

type Held = Awaited<ReturnType<Jobs['claim']>>[number];

interface World {
  jobs: Jobs;
  tenant: string;
  tasks: string[];
  /** Names of agents by id, in the order they came. */
  agents: string[];
  held: { agent: string; task: Held }[];
}

const pick = <Item>(items: readonly Item[], index: number): Item | undefined =>
  items[index % Math.max(1, items.length)];

/** What may happen in a world; numbers choose among what is there. */
const step = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant('submit' as const),
      requires: fc.subarray(skills, { maxLength: 2 }),
      project: fc.constantFrom(null, ...projectIds),
      priority: fc.integer({ min: -3, max: 3 }),
      delayMs: fc.constantFrom(0, 0, 0, 8_000),
      needs: fc.array(fc.nat(), { maxLength: 2 }),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('register' as const),
      name: fc.constantFrom('ada', 'bob', 'cyd'),
      capabilities: fc.subarray(['a', 'b']),
      tasksMax: fc.integer({ min: 1, max: 3 }),
    }),
  },
  {
    weight: 5,
    arbitrary: fc.record({ do: fc.constant('claim' as const), who: fc.nat(), count: fc.nat(3) }),
  },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('complete' as const), which: fc.nat() }) },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('fail' as const),
      which: fc.nat(),
      isRetryable: fc.boolean(),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('cancel' as const), which: fc.nat() }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('drain' as const), who: fc.nat() }) },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('limit' as const),
      project: fc.constantFrom(null, ...projectIds),
      runningMax: fc.constantFrom(null, 0, 1, 2),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constant('wait' as const), ms: fc.constantFrom(500, 9_000) }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('silence' as const) }) },
);

type Step = typeof step extends fc.Arbitrary<infer Value> ? Value : never;

async function perform(world: World, action: Step): Promise<void> {
  const { jobs } = world;
  const { call } = jobs.system;
  switch (action.do) {
    case 'submit': {
      const needs = action.needs.flatMap((index) => pick(world.tasks, index) ?? []);
      const { requires, project, priority, delayMs } = action;
      const job = { requires, projectId: project, priority, delayMs, attemptsMax: 2 };
      world.tasks.push(await jobs.submitOne({ ...job, dependsOn: needs }));
      return;
    }
    case 'register': {
      const { name, capabilities, tasksMax } = action;
      const id = await jobs.agent(name, capabilities, { tasksMax });
      world.held = world.held.filter(({ agent }) => agent !== id);
      world.agents = [...world.agents.filter((agent) => agent !== id), id];
      return;
    }
    case 'claim': {
      const agent = pick(world.agents, action.who);
      if (agent !== undefined) await claim(world, agent, action.count + 1);
      return;
    }
    case 'complete':
    case 'fail': {
      const one = pick(world.held, action.which);
      if (!one) return;
      world.held = world.held.filter((other) => other !== one);
      const end =
        action.do === 'complete'
          ? jobs.complete(one.task)
          : jobs.fail(one.task, action.isRetryable);
      await end.catch(expectLost);
      return;
    }
    case 'cancel': {
      const taskId = pick(world.tasks, action.which);
      if (taskId !== undefined) await call(operations.cancelTasks, { taskIds: [taskId] });
      return;
    }
    case 'drain': {
      const agentId = pick(world.agents, action.who);
      if (agentId !== undefined) await call(operations.drainAgent, { agentId });
      return;
    }
    case 'limit': {
      const { project, runningMax } = action;
      const of = project === null ? { scope: 'tenant' as const } : { projectId: project };
      await call(operations.limitTasks, { ...of, runningMax });
      return;
    }
    case 'wait':
      hub.clock.advance(action.ms);
      for (const agentId of world.agents) await call(operations.heartbeatAgent, { agentId });
      return;
    case 'silence':
      hub.clock.advance(16_000);
      await jobs.expire();
      world.held = [];
      return;
  }
}

function expectLost(error: unknown): void {
  expect(error).toMatchObject({ code: 'lease_lost' });
}

/** A claim of an agent that beats; one that drains gets nothing. */
async function claim(world: World, agent: string, count: number): Promise<string[]> {
  const tasks = await world.jobs.claim(agent, count).catch((error: unknown) => {
    expect(error).toMatchObject({ code: 'conflict' });
    return [];
  });
  world.held.push(...tasks.map((task) => ({ agent, task })));
  return tasks.map(({ task }) => task.id);
}

async function explainAll(world: World): Promise<Map<string, Explanation>> {
  const found = new Map<string, Explanation>();
  for (const id of world.tasks) found.set(id, await world.jobs.explain(id));
  return found;
}

const isWaiting = ({ state }: Explanation) => !['over', 'leased'].includes(state);

/** Agents that are online; a claim of one that is not would bring it back. */
async function present(world: World): Promise<string[]> {
  const { items } = await world.jobs.system.call(operations.listAgents, {});
  return items.filter(({ isOnline }) => isOnline).map(({ id }) => id);
}

/** Everybody takes what there is, until nobody gets anything; returns all that was taken. */
async function takeEverything(world: World): Promise<Set<string>> {
  const taken = new Set<string>();
  for (;;) {
    const before = taken.size;
    for (const agent of await present(world)) {
      for (const id of await claim(world, agent, 50)) taken.add(id);
    }
    if (taken.size === before) return taken;
  }
}

/** Ends what is running, well. */
async function finishAll(world: World): Promise<void> {
  for (const { task } of world.held.splice(0)) await world.jobs.complete(task).catch(expectLost);
}

/** Somebody who is able to do everything, once per world. */
const master = (world: World) =>
  world.jobs.agent('master', skills, { labels: {}, tasksMax: 1_000 }).then((id) => {
    if (!world.agents.includes(id)) world.agents.push(id);
    world.held = world.held.filter(({ agent }) => agent !== id);
    return id;
  });

async function lift(world: World, taskId: string, reason: WaitReason): Promise<void> {
  const { call } = world.jobs.system;
  switch (reason.code) {
    case 'dependency':
      await carryOut(world, reason.taskId);
      return;
    case 'delay':
    case 'back_off': {
      const ms = Date.parse(reason.until) - hub.clock.now();
      const beating = await present(world);
      hub.clock.advance(Math.max(0, ms));
      for (const agentId of beating) await call(operations.heartbeatAgent, { agentId });
      return;
    }
    case 'no_agent':
      await master(world);
      return;
    case 'project_limit':
      await call(operations.limitTasks, {
        ...(reason.projectId === null
          ? { scope: 'no-project' as const }
          : { projectId: reason.projectId }),
        runningMax: null,
      });
      return;
    case 'tenant_limit':
      await call(operations.limitTasks, { scope: 'tenant', runningMax: null });
      return;
    case 'not_offered':
      throw new Error(`${taskId} is a job`);
  }
}

/** Lifts whatever holds a task up until somebody gets it, and has it done. */
async function carryOut(world: World, taskId: string): Promise<void> {
  for (let turn = 0; turn < 60; turn += 1) {
    const shown = await world.jobs.show(taskId);
    if (shown.status === 'done') return;
    if (shown.status === 'failed' || shown.status === 'cancelled') {
      await world.jobs.system.call(operations.redriveTasks, { taskIds: [taskId] });
    }
    const { state, reasons } = await world.jobs.explain(taskId);
    if (state === 'leased') {
      await finishAll(world);
      continue;
    }
    for (const reason of reasons) await lift(world, taskId, reason);
    if (reasons.length > 0) continue;
    const agent = await master(world);
    for (let line = 0; line < world.tasks.length; line += 1) {
      const got = await claim(world, agent, 1);
      await finishAll(world);
      if (got.includes(taskId)) return;
    }
    throw new Error(`${taskId} was explained as ready, and nobody got it`);
  }
  throw new Error(`${taskId} waits for ever`);
}

const history = fc.array(step, { minLength: 5, maxLength: 35 });

async function play(steps: readonly Step[]): Promise<World> {
  worlds += 1;
  const tenant = `world-${worlds}`;
  const jobs = jobsOf(hub, tenant);
  const world: World = { jobs, tenant, tasks: [], agents: [], held: [] };
  for (const action of steps) await perform(world, action);
  await jobs.expire();
  expect(await wrongCounts(hub, tenant)).toEqual([]);
  return world;
}

const runs = { numRuns: 40 };

it('gives nobody a task that is explained as waiting for something, and leaves none without a reason', async () => {
  await fc.assert(
    fc.asyncProperty(history, async (steps) => {
      const world = await play(steps);
      const before = await explainAll(world);
      const taken = await takeEverything(world);
      for (const id of taken) expect(before.get(id)).toMatchObject({ state: 'ready', reasons: [] });
      for (const [id, after] of await explainAll(world)) {
        if (isWaiting(after)) expect({ id, ...after }.reasons).not.toEqual([]);
      }
      expect(await wrongCounts(hub, world.tenant)).toEqual([]);
    }),
    runs,
  );
}, 120_000);

it('names agents that really get the task when they claim alone', async () => {
  await fc.assert(
    fc.asyncProperty(history, fc.nat(), async (steps, which) => {
      const world = await play(steps);
      const ready = [...(await explainAll(world))].filter(
        ([, { state, reasons }]) => state === 'ready' && reasons.length === 0,
      );
      const chosen = pick(ready, which);
      if (!chosen) return;
      const [taskId, { agents, place }] = chosen;
      const agent = pick(agents, which);
      expect(agent).toBeDefined();
      expect(place).not.toBeNull();
      const isFirst = place?.before === 0 && place.projectsBeforeCount === 0;
      for (let turn = 0; turn < world.tasks.length; turn += 1) {
        const got = await claim(world, agent?.agentId ?? '', 1);
        if (got.includes(taskId)) return;
        // Others of its project may stand before it in other lanes; nobody else does.
        if (isFirst && turn === 0) expect(got).toHaveLength(1);
        await finishAll(world);
      }
      throw new Error(`${taskId} was not given to ${agent?.name}`);
    }),
    runs,
  );
}, 120_000);

it('names every reason: with one left nobody gets the task, with none left somebody does', async () => {
  await fc.assert(
    fc.asyncProperty(history, fc.nat(), fc.nat(), async (steps, which, kept) => {
      const world = await play(steps);
      const waiting = [...(await explainAll(world))].filter(
        ([, explained]) => isWaiting(explained) && explained.reasons.length > 0,
      );
      const chosen = pick(waiting, which);
      if (!chosen) return;
      const [taskId, { reasons }] = chosen;
      const last = pick(reasons, kept);
      for (const reason of reasons) {
        if (reason !== last) await lift(world, taskId, reason);
      }
      const left = (await world.jobs.explain(taskId)).reasons;
      // Lifting one may lift another with it: then there is nothing left to hold it.
      if (left.length > 0) expect(await takeEverything(world)).not.toContain(taskId);
      await carryOut(world, taskId);
      expect((await world.jobs.show(taskId)).status).toBe('done');
      expect(await wrongCounts(hub, world.tenant)).toEqual([]);
    }),
    runs,
  );
}, 120_000);
