import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Mission } from '@mosaic/contract';
import { expect, it, onTestFailed } from 'vitest';
import { type BrokenItems, createBrokenItems } from './support/broken-items.ts';
import type { ProductProcess } from './support/child-process.ts';
import { expectMissionWhole, leftBehind } from './support/expect-mission-whole.ts';
import { createInstallation, type Installation } from './support/installation.ts';
import { beginMission, currentMission, missionEnd } from './support/missions.ts';
import { processesOf } from './support/processes-of.ts';
import { chooseSeed, createRandom } from './support/random.ts';
import { createScriptedWorker } from './support/scripted-worker.ts';

const seed = chooseSeed();
const itemsPerMission = 6;
/**
 * Longest time a process lives before it is killed, in milliseconds. Long enough for one task to
 * get through now and then: one that always goes down with its runner is put off in the end.
 */
const lifeMsMax = 2_400;
const missionMsMax = 120_000;

interface Played {
  readonly repository: BrokenItems;
  readonly mission: Mission;
}

async function prepare(): Promise<Installation> {
  return createInstallation((root) => {
    const { argv, readable } = createScriptedWorker(root);
    return { commands: { scripted: { argv } }, readable };
  });
}

async function nextMission(installation: Installation, number: number): Promise<Played> {
  const path = join(installation.root, `repository-${number}`);
  const repository = createBrokenItems(path, itemsPerMission);
  const wishes = { runtime: 'scripted', maxWorkers: 2, attemptsMax: 10 };
  return { repository, mission: await beginMission(installation.client(), repository, wishes) };
}

/** Kills until it has been done `times`; missions that end meanwhile are followed by others. */
async function killOnAndOn(
  installation: Installation,
  times: number,
  random: () => number,
  kill: () => Promise<void>,
): Promise<Played[]> {
  const played = [await nextMission(installation, 1)];
  for (let kills = 0; kills < times; kills += 1) {
    await sleep(random() * lifeMsMax);
    const last = played.at(-1);
    const now = last && (await currentMission(installation.client(), last.mission.id));
    if (now?.finishedAt) played.push(await nextMission(installation, played.length + 1));
    await kill();
  }
  return played;
}

async function expectAllWhole(
  installation: Installation,
  played: readonly Played[],
): Promise<string[]> {
  const archives: string[] = [];
  for (const { mission, repository } of played) {
    const ended = await missionEnd(installation.client, mission.id, missionMsMax);
    await expectMissionWhole(installation.client(), repository, ended);
    archives.push(archiveOf(repository, ended));
  }
  return archives;
}

/**
 * The archived task table without what depends on time. Tokens are left out too: what a killed
 * worker used is not known, and the table says so.
 */
function archiveOf(repository: BrokenItems, { milestone, branch }: Mission): string {
  const text = repository.read(branch, `docs/tasks/${milestone}-tasks.md`) ?? 'no archive';
  return text
    .replaceAll(/\d{4}-\d{2}-\d{2}[T ]?[\d:.]*Z?/g, 'TIME')
    .replaceAll(/\b[0-9a-f]{7,40}\b/g, 'COMMIT')
    .replaceAll(/(repository|by-hand)-\d+/g, '$1')
    .replaceAll(/ +/g, ' ')
    .replaceAll(/ (1K)? ?\|$/gm, ' |')
    .replaceAll(/-{3,}/g, '---');
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

function report(name: string, kills: number, readyMs: number[]): void {
  const sorted = readyMs.toSorted((left, right) => left - right);
  const at = (share: number) => Math.round(sorted[Math.floor((sorted.length - 1) * share)] ?? 0);
  print(`${name}: ${kills} kills, ready again after ${at(0.5)} ms (median), ${at(1)} ms (longest)`);
}

it('ends as if nothing had happened when the hub is killed again and again', async () => {
  onTestFailed(() => print(`Repeat with MOSAIC_SEED=${seed}`));
  const installation = await prepare();
  const calm = await prepare();
  try {
    await calm.startHub(2);
    const [undisturbed] = await expectAllWhole(calm, [await nextMission(calm, 1)]);
    await calm.destroy();
    const readyMs: number[] = [];
    let hub = await installation.startHub(2);
    const played = await killOnAndOn(installation, 8, createRandom(seed), async () => {
      await hub.kill();
      const from = performance.now();
      hub = await installation.startHub(2);
      readyMs.push(performance.now() - from);
    });
    const archives = await expectAllWhole(installation, played);
    report(`hub with runner, ${played.length} missions`, 8, readyMs);
    for (const archive of archives) expect(archive).toBe(undisturbed);
    await hub.stop();
    await expectNothingLeft(installation, () => installation.startHub(2));
  } finally {
    await calm.destroy();
    await installation.destroy();
  }
});

it('ends as if nothing had happened when hub and runner are killed in turn', async () => {
  onTestFailed(() => print(`Repeat with MOSAIC_SEED=${seed}`));
  const installation = await prepare();
  try {
    const random = createRandom(seed + 1);
    const hubMs: number[] = [];
    const runnerMs: number[] = [];
    let hub = await installation.startHub(null);
    let runner = await installation.startRunner(3);
    const played = await killOnAndOn(installation, 10, random, async () => {
      const from = performance.now();
      if (random() < 0.5) {
        await hub.kill();
        hub = await installation.startHub(null);
        hubMs.push(performance.now() - from);
      } else {
        await runner.kill();
        runner = await installation.startRunner(3);
        runnerMs.push(performance.now() - from);
      }
    });
    await expectAllWhole(installation, played);
    report(`hub alone, ${played.length} missions`, hubMs.length, hubMs);
    report('runner alone', runnerMs.length, runnerMs);
    await runner.stop();
    await expectNothingLeft(installation, () => installation.startRunner(3));
  } finally {
    await installation.destroy();
  }
});

/** One more life sweeps what the last kill left; then nothing may be there any more. */
async function expectNothingLeft(
  installation: Installation,
  live: () => Promise<ProductProcess>,
): Promise<void> {
  const last = await live();
  onTestFailed(() => print(last.errors()));
  await expect.poll(() => leftBehind(installation.home), { timeout: 30_000 }).toEqual([]);
  await last.stop();
  const running = processesOf(installation.home).filter((line) => !line.includes('hub-process'));
  expect(running).toEqual([]);
}
