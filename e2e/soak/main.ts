/**
 * Long trials that `npm test` has no time for: `npm run soak -- [minutes]`.
 *
 * A fifth of the time each goes to simulated missions and to the simulated hub with ever new seeds,
 * to real processes that are killed again and again, to three nodes that meet every fault there
 * is, and, at least one round of 20,000, to the crash images of power cuts. Any failure names the
 * seed that replays it.
 */
import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';
import { simulateMission } from '../../packages/core/src/missions/simulator/simulate-mission.ts';
import { reportFailure } from '../../packages/mcp/src/simulator/report-failure.ts';
import { simulateHub } from '../../packages/mcp/src/simulator/simulate-hub.ts';
import { cutPowerOnAndOn } from './cut-power.ts';
import { playClusters } from './play-clusters.ts';

const minutes = Number(process.argv[2] ?? 30);
if (!Number.isFinite(minutes) || minutes <= 0)
  throw new Error('Say how many minutes: npm run soak -- 30');
const shareMs = (minutes / 5) * 60_000;
const firstSeed = Date.now() % 1_000_000_000;
const killed = ['e2e/kill.e2e.ts', 'e2e/plan-mission.e2e.ts'];

const seeds = simulate();
console.log(`simulator: ${seeds} missions under crashes, no violation`);
const { worlds, steps } = await simulateHubs();
console.log(`simulator: ${worlds} worlds of hubs, ${steps} steps, no promise broken`);
const rounds = killProcesses();
console.log(`processes: ${rounds} rounds of kills, nothing lost`);
const clusters = await playClusters(shareMs, firstSeed);
console.log(`cluster: ${clusters} rounds of faults, nothing lost or doubled`);
const cuts = cutPowerOnAndOn(shareMs, firstSeed);
console.log(`power: ${cuts} rounds of 20,000 crash images, nothing lost`);

function simulate(): number {
  const end = Date.now() + shareMs;
  let seed = firstSeed;
  for (; Date.now() < end; seed += 1) {
    const { violation } = simulateMission({ seed });
    if (violation !== null) throw new Error(`Seed ${seed}: ${JSON.stringify(violation)}`);
  }
  return seed - firstSeed;
}

async function simulateHubs(): Promise<{ worlds: number; steps: number }> {
  const end = Date.now() + shareMs;
  let seed = firstSeed;
  let steps = 0;
  for (; Date.now() < end; seed += 1) {
    const result = await simulateHub({ seed });
    if (result.violation !== null) throw new Error(await reportFailure(seed));
    steps += result.steps;
  }
  return { worlds: seed - firstSeed, steps };
}

function killProcesses(): number {
  const end = Date.now() + shareMs;
  let round = 0;
  for (; Date.now() < end; round += 1) {
    const seed = String(firstSeed + round);
    const { status } = spawnSync(
      process.execPath,
      [resolve('node_modules/vitest/vitest.mjs'), 'run', '--project', 'product', ...killed],
      { stdio: 'inherit', env: { ...process.env, MOSAIC_SEED: seed, MOSAIC_SOAK: '1' } },
    );
    if (status !== 0) throw new Error(`Replay with MOSAIC_SEED=${seed}`);
  }
  return round;
}
