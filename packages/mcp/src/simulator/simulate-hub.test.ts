import { env } from 'node:process';
import { describe, expect, it } from 'vitest';
import { reportFailure } from './report-failure.ts';
import { simulateHub } from './simulate-hub.ts';

const seeds = 1_000;
const stepsMin = 1_000_000;

describe('a hub among crashes, cuts, lost messages and wrong clocks', () => {
  it.skipIf(env.MOSAIC_SEED !== undefined)(
    `keeps every promise over ${seeds} seeds`,
    async () => {
      const sum = { steps: 0, claims: 0, commits: 0 };
      for (let seed = 1; seed <= seeds; seed += 1) {
        const result = await simulateHub({ seed });
        if (result.violation !== null) expect.fail(await reportFailure(seed));
        sum.steps += result.steps;
        sum.claims += result.claims;
        sum.commits += result.commits;
      }
      // Proof that it looked.
      expect(sum.steps).toBeGreaterThan(stepsMin);
      expect(sum.claims).toBeGreaterThan(5 * seeds);
      expect(sum.commits).toBeGreaterThan(50 * seeds);
    },
    400_000,
  );

  it('replays a seed exactly, whatever ran before', async () => {
    const first = await simulateHub({ seed: 77 });
    await simulateHub({ seed: 78 });
    expect(await simulateHub({ seed: 77 })).toEqual(first);
    expect((await simulateHub({ seed: 79 })).trace).not.toBe(first.trace);
  });

  it.runIf(env.MOSAIC_SEED !== undefined)(
    `keeps every promise with MOSAIC_SEED=${env.MOSAIC_SEED}`,
    async () => {
      const seed = Number(env.MOSAIC_SEED);
      const { violation } = await simulateHub({ seed });
      if (violation !== null) expect.fail(await reportFailure(seed));
    },
  );
});
