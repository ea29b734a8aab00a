import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  type Mission,
  operations,
  type Plan,
  type PlanForecast,
  type Run,
  type Task,
} from '@mosaic/contract';
import { planToJson } from '@tony/core/planning';
import { expect, it, onTestFailed } from 'vitest';
import { type BrokenItems, createBrokenItems } from './support/broken-items.ts';
import { createInstallation, type Installation } from './support/installation.ts';
import { currentMission, missionEnd, readRecords } from './support/missions.ts';
import { chooseSeed, createRandom } from './support/random.ts';
import { createScriptedWorker } from './support/scripted-worker.ts';
import { hopelessItem, sharedThing, shopAtomics, shopPlan } from './support/shop-plan.ts';

const seed = chooseSeed();
const workers = 5;
const kills = 4;
const missionMsMax = 200_000;

/** One process for all items: it runs more than a hundred times. Each is broken, then fixed. */
const gate = {
  name: 'items',
  command: `awk 'FNR==1 && $0!="broken" || FNR==2 && $0!="fixed" || FNR>2 {exit 1}' items/*.txt`,
  timeoutMs: 60_000,
};

interface Running {
  readonly repository: BrokenItems;
  readonly plan: Plan;
  readonly mission: Mission;
}

async function prepare(): Promise<Installation> {
  return createInstallation((root) => {
    const { argv, readable } = createScriptedWorker(root, {
      default: 'sleep 0.1; fix; commit; result success\n',
      [hopelessItem]: 'result failed null "No way"\n',
    });
    return { commands: { scripted: { argv } }, readable };
  });
}

async function begin(installation: Installation): Promise<Running> {
  const client = installation.client();
  const repository = createBrokenItems(join(installation.root, 'repository'), shopAtomics);
  const project = await client.call(operations.addProject, {
    path: repository.path,
    gates: [gate],
  });
  const { plan } = await client.call(operations.addPlan, {
    projectId: project.id,
    from: { kind: 'document', text: planToJson(shopPlan()), format: 'plan' },
  });
  const mission = await client.call(operations.startMission, {
    projectId: project.id,
    plan: 'E.001',
    runtime: 'scripted',
    maxWorkers: workers,
    attemptsMax: 1,
  });
  return { repository, plan, mission };
}

/** What must not depend on how often something was killed. */
async function outcomeOf(installation: Installation, { repository, plan, mission }: Running) {
  const client = installation.client();
  const ended = await missionEnd(installation.client, mission.id, missionMsMax);
  const { tasks, runs } = await readRecords(client, mission.id);
  const { items: gates } = await client.call(operations.missionGates, { missionId: mission.id });
  const { nodes } = await client.call(operations.planProgress, { planId: plan.id });
  return {
    ended,
    runs,
    tasks,
    same: {
      status: ended.status,
      phases: ended.phases.map(({ branch, done, deferred, skipped }) => ({
        branch,
        done,
        deferred,
        skipped,
      })),
      tasks: tasks.map(({ key, status }) => `${key} ${status}`).sort(),
      nodes: nodes.map(({ id, status, percent }) => `${id} ${status} ${percent}`),
      gates: gates.map(({ nodeId, status, greenGates }) => `${nodeId} ${status} ${greenGates}`),
      items: repository.git('ls-tree', '-r', mission.branch, 'items/'),
    },
  };
}

function expectBranches(tasks: readonly Task[]): void {
  const below = (prefix: string) => {
    const own = tasks.filter(({ key }) => key.startsWith(prefix));
    return [...new Set(own.map(({ status }) => status))].sort();
  };
  expect(below('A.001.01.01.03.')).toEqual(['done']);
  expect(below('A.001.01.01.04.')).toEqual(['skipped']);
  expect(below('A.001.02.01.03.')).toEqual(['skipped']);
  expect(below('A.001.02.01.04.')).toEqual(['done']);
  expect(below('A.001.03.')).toEqual(['done']);
  const put = tasks.filter(({ status }) => status === 'deferred');
  expect(put.map(({ title }) => title)).toEqual([`Fix ${hopelessItem}`]);
  for (const { skipReason } of tasks.filter(({ status }) => status === 'skipped')) {
    expect(skipReason).toMatch(/^Branch not taken/);
  }
}

/** Work runs of tasks that use what there is one of never overlap; it is said which were looked at. */
function expectOneAtATime(tasks: readonly Task[], runs: readonly Run[]): void {
  const sharing = new Set(
    shopPlan()
      .nodes.filter(({ uses }) => uses.some(({ name }) => name === sharedThing))
      .map(({ id }) => id),
  );
  const ids = new Set(tasks.filter(({ key }) => sharing.has(key)).map(({ id }) => id));
  const spans = runs
    .filter((run) => run.step === 'work' && ids.has(run.taskId))
    .map(
      ({ startedAt, finishedAt }) => [Date.parse(startedAt), Date.parse(finishedAt ?? '')] as const,
    )
    .sort(([left], [right]) => left - right);
  expect(spans.length).toBeGreaterThan(4);
  for (const [at, [from]] of spans.entries()) {
    if (at > 0) expect(from).toBeGreaterThanOrEqual(spans[at - 1]?.[1] ?? 0);
  }
}

function spread({ minutes }: PlanForecast): number {
  return minutes.p95 - minutes.p50;
}

/** How the plan ends when nothing is disturbed: the soak plays it so, and holds it to this file. */
const outcomeFile = './support/plan-mission-outcome.json';

it('runs a plan of 64 atomics, and ends the same when hub and runner are killed in between', async () => {
  onTestFailed(() => void process.stdout.write(`Repeat with MOSAIC_SEED=${seed}\n`));
  const installation = await prepare();
  try {
    const from = performance.now();
    const { same, spreads } = await playTroubled(installation);
    await expect(`${JSON.stringify(same, null, 2)}\n`).toMatchFileSnapshot(outcomeFile);
    process.stdout.write(
      `plan of ${shopAtomics} atomics, ${kills} kills: ${((performance.now() - from) / 1_000).toFixed(1)} s; spread of the forecast ${spreads.map((it) => it.toFixed(1)).join(', ')} min\n`,
    );
  } finally {
    await installation.destroy();
  }
});

if (process.env.MOSAIC_SOAK === '1') {
  it('ends like that when nothing is disturbed', async () => {
    const installation = await prepare();
    try {
      const same = await playCalm(installation);
      await expect(`${JSON.stringify(same, null, 2)}\n`).toMatchFileSnapshot(outcomeFile);
    } finally {
      await installation.destroy();
    }
  });
}

async function playCalm(installation: Installation) {
  await installation.startHub(workers);
  const running = await begin(installation);
  const forecasts = await forecastsUntilEnd(installation, running);
  const { same, tasks, runs, ended } = await outcomeOf(installation, running);
  expectEnd(ended, tasks, same.gates);
  expectOneAtATime(tasks, runs);
  expectNarrowing(forecasts);
  return same;
}

function expectEnd(ended: Mission, tasks: readonly Task[], gates: readonly string[]): void {
  expect(ended).toMatchObject({
    status: 'completed_with_deferrals',
    stopReason: null,
    tasks: { total: shopAtomics + 2, done: 53, deferred: 1, skipped: 12 },
  });
  expectBranches(tasks);
  expect(gates).toContain('S.001.03.01 passed items');
  expect(gates).toContain('F.001.02 failed items');
}

function expectNarrowing(forecasts: readonly PlanForecast[]): readonly number[] {
  const spreads = forecasts.map(spread);
  expect(spreads.length).toBeGreaterThan(2);
  expect(spreads).toEqual(spreads.toSorted((left, right) => right - left));
  expect(spreads.at(-1)).toBe(0);
  expect(forecasts.at(-1)?.finished).toBe(shopAtomics);
  return spreads;
}

/** Forecasts at the start, on the way, and at the end. */
async function forecastsUntilEnd(
  installation: Installation,
  { plan, mission }: Running,
): Promise<PlanForecast[]> {
  const forecast = () =>
    installation.client().call(operations.forecastPlan, { planId: plan.id, samples: 400 });
  const forecasts = [await forecast()];
  for (const share of [0.3, 0.6]) {
    for (;;) {
      const now = await currentMission(installation.client(), mission.id);
      if (now === null || now.finishedAt) break;
      if (now.tasks.done >= share * shopAtomics) break;
      await sleep(100);
    }
    forecasts.push(await forecast());
  }
  await missionEnd(installation.client, mission.id, missionMsMax);
  return [...forecasts, await forecast()];
}

async function playTroubled(installation: Installation) {
  const random = createRandom(seed);
  let hub = await installation.startHub(null);
  let runner = await installation.startRunner(workers);
  const running = await begin(installation);
  const forecast = () =>
    installation.client().call(operations.forecastPlan, { planId: running.plan.id, samples: 400 });
  const forecasts = [await forecast()];
  for (let kill = 0; kill < kills; kill += 1) {
    await sleep(1_000 + random() * 3_000);
    if (kill % 2 === 0) {
      await hub.kill();
      hub = await installation.startHub(null);
    } else {
      await runner.kill();
      runner = await installation.startRunner(workers);
    }
  }
  forecasts.push(await forecast());
  const { same, tasks, runs, ended } = await outcomeOf(installation, running);
  expectEnd(ended, tasks, same.gates);
  const ownRuns = runs.filter(({ status }) => status !== 'lost');
  expectOneAtATime(tasks, ownRuns);
  const spreads = expectNarrowing([...forecasts, await forecast()]);
  expect(await installation.client().call(operations.verifyAudit, {})).toMatchObject({
    isIntact: true,
  });
  await runner.stop();
  await hub.stop();
  return { same, spreads };
}
