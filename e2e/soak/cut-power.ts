import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';

/** Crash images wanted in one round, of which equal ones are opened once, and kills of each kind on PostgreSQL. */
const imagesOfRound = 24_000;
const killsOfRound = 20;

/**
 * Cuts the power of a real store, makes its disk fail and kills PostgreSQL, in rounds of more
 * than 20,000 crash images, for as long as wanted but at least once. Returns the rounds.
 */
export function cutPowerOnAndOn(lastsMs: number, firstSeed: number): number {
  const end = Date.now() + lastsMs;
  let round = 0;
  do {
    const seed = String(firstSeed + round);
    const { status } = spawnSync(
      process.execPath,
      [
        resolve('node_modules/vitest/vitest.mjs'),
        'run',
        '--project',
        'unit',
        'packages/mcp/test/crash',
      ],
      {
        stdio: 'inherit',
        env: {
          ...process.env,
          MOSAIC_SEED: seed,
          MOSAIC_CRASH_IMAGES: String(imagesOfRound),
          MOSAIC_CRASH_KILLS: String(killsOfRound),
        },
      },
    );
    if (status !== 0) throw new Error(`Replay with MOSAIC_SEED=${seed}`);
    round += 1;
  } while (Date.now() < end);
  return round;
}
