import { fakeId, hex } from './fake-ids.ts';
import { addPlan } from './fake-plan.ts';
import { beat, finishRun, startReady } from './fake-script.ts';
import { emit, emptyWorld, type FakeWorld, recount } from './fake-world.ts';

function withProject(world: FakeWorld): FakeWorld {
  const minutesAgo = (minutes: number) => new Date(Date.now() - minutes * 60_000).toISOString();
  world.projects.push(
    {
      id: fakeId('project', 1),
      name: 'shop',
      path: '/home/me/code/shop',
      defaultBranch: 'main',
      gates: [
        { name: 'lint', command: 'npx eslint .', timeoutMs: 300_000 },
        { name: 'test', command: 'npm test', timeoutMs: 300_000 },
      ],
      lentPaths: ['node_modules'],
      egressHosts: [],
      createdAt: minutesAgo(4_000),
    },
    {
      id: fakeId('project', 2),
      name: 'billing',
      path: '/home/me/code/clients/a-rather-long-customer-name/billing-and-invoicing',
      defaultBranch: 'develop',
      gates: [],
      lentPaths: [],
      egressHosts: [],
      createdAt: minutesAgo(300),
    },
  );
  for (const [index, name] of ['runner-1', 'runner-2', 'laptop-of-anna'].entries()) {
    world.agents.push({
      id: fakeId('agent', index + 1),
      name,
      type: 'runner',
      capabilities: ['step:work', 'step:verify', 'runtime:fixer', 'sandbox:bubblewrap'],
      version: '0.1.0',
      labels: {},
      protocol: 2,
      tasksMax: 4,
      tasksRunning: 0,
      state: index < 2 ? 'online' : 'offline',
      sessionId: fakeId('session', index + 1),
      epoch: 1,
      isOnline: index < 2,
      lastSeenAt: minutesAgo(index < 2 ? 0 : 190),
      registeredAt: minutesAgo(600),
    });
  }
  return world;
}

/** A mission in the middle of its second phase, beside an ended and a stopped one. */
export function fullScene(): FakeWorld {
  const world = withProject(emptyWorld());
  const ended = addPlan(world, {
    name: 'Spring review',
    projectId: fakeId('project', 2),
    sizes: [2, 3],
    startedMinutesAgo: 2_900,
  });
  for (let n = 0; n < 50 && ended.tasks.done + ended.tasks.deferred < ended.tasks.total; n += 1) {
    startReady(world, ended);
    for (const run of world.runs.filter((each) => each.status === 'running')) {
      finishRun(world, run, run.taskId.endsWith('2') ? 'deferred' : 'done');
    }
  }
  ended.status = 'completed_with_deferrals';
  ended.finishedAt = new Date(Date.parse(ended.createdAt) + 47 * 60_000).toISOString();

  const stopped = addPlan(world, {
    name: 'Checkout with an exceptionally long name that nobody would choose but somebody will-have-typed-without-any-spaces-in-it',
    projectId: fakeId('project', 1),
    sizes: [3, 2],
    status: 'stopped',
    startedMinutesAgo: 700,
  });
  stopped.stopReason = 'stopped by request';

  const running = addPlan(world, {
    name: 'Codebase review',
    projectId: fakeId('project', 1),
    sizes: [5, 8, 12, 6],
    startedMinutesAgo: 38,
  });
  running.warnings = ['02-code-quality-review.md: heading “CQ-7” has no severity; read as medium.'];
  running.notConfigured = [
    'Forge: no issues are opened for phases.',
    'CI: no pipeline is watched; the gates run here.',
  ];
  const outcomes: ('failed' | 'deferred')[] = ['failed', 'deferred'];
  for (let n = 1; running.tasks.done < 9 && n < 500; n += 1) {
    beat(world, running, n);
    // Two runs of the second phase go wrong; what depends on them waits.
    const active = world.runs.find((run) => run.status === 'running' && run.step === 'work');
    const phase = world.tasks.find((task) => task.id === active?.taskId)?.phase;
    if (active !== undefined && phase === 2 && n % 4 === 2) {
      const outcome = outcomes.shift();
      if (outcome !== undefined) finishRun(world, active, outcome);
    }
  }
  for (const run of world.runs.filter((each) => each.status === 'running')) {
    run.startedAt = new Date(Date.now() - 95_000).toISOString();
  }
  world.handoffs.push({
    id: fakeId('handoff', 1),
    missionId: running.id,
    taskId: world.tasks.find((task) => task.missionId === running.id)?.id ?? null,
    runId: world.runs.at(-1)?.id ?? null,
    kind: 'worker',
    contextPercent: 56.2,
    reason: 'context threshold',
    stateHash: hex(64, 9),
    kickstart: '## Continuation\n\nYou take over MS-SEC-101. Echo the state hash first.\n',
    context: null,
    acknowledgedAt: new Date().toISOString(),
    createdAt: new Date(Date.now() - 300_000).toISOString(),
  });
  emit(world, 'handoff.added', { missionId: running.id });
  recount(world, running);
  return world;
}

/** A plan beyond what a picture can show task by task. */
export function largeScene(): FakeWorld {
  const world = withProject(emptyWorld());
  const mission = addPlan(world, {
    name: 'Monorepo',
    projectId: fakeId('project', 1),
    sizes: [40, 300, 620, 240],
    startedMinutesAgo: 5,
  });
  startReady(world, mission);
  return world;
}

/** A project, but no mission yet. */
export function projectScene(): FakeWorld {
  return withProject(emptyWorld());
}
