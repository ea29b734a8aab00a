import { env } from 'node:process';
import { describe, expect, it } from 'vitest';
import { reportFailure } from './report-failure.ts';
import { simulateHub } from './simulate-hub.ts';

const stepsMin = 1_000_000;
/** All of them, or the one that is to be seen again. */
const seeds =
  env.MOSAIC_SEED === undefined
    ? Array.from({ length: 1_000 }, (_, index) => index + 1)
    : [Number(env.MOSAIC_SEED)];

describe('a hub among crashes, cuts, lost messages and wrong clocks', () => {
  it(`keeps every promise over ${seeds.length === 1 ? `seed ${seeds[0]}` : `${seeds.length} seeds`}`, async () => {
    const sum = { steps: 0, claims: 0, commits: 0 };
    for (const seed of seeds) {
      const result = await simulateHub({ seed });
      if (result.violation !== null) expect.fail(await reportFailure(seed));
      sum.steps += result.steps;
      sum.claims += result.claims;
      sum.commits += result.commits;
    }
    if (seeds.length === 1) return;
    // Proof that it looked.
    expect(sum.steps).toBeGreaterThan(stepsMin);
    expect(sum.claims).toBeGreaterThan(3 * seeds.length);
    expect(sum.commits).toBeGreaterThan(100 * seeds.length);
  }, 600_000);

  it('replays a seed exactly, whatever ran before', async () => {
    const first = await simulateHub({ seed: 77 });
    await simulateHub({ seed: 78 });
    expect(await simulateHub({ seed: 77 })).toEqual(first);
    expect((await simulateHub({ seed: 79 })).trace).not.toBe(first.trace);
  });

  it('tells a failure as a short story with the command that replays it', async () => {
    const report = await reportFailure(1, { call: ({ idempotencyKey: _key, ...call }) => call });
    expect(report).toMatch(/times with one key/);
    expect(report).toMatch(/^Replay: MOSAIC_SEED=1 npx vitest/m);
    expect(report).toMatch(/^Shrunken in \d+ runs/m);
    expect(report.split('\n').length).toBeLessThan(90);
  }, 60_000);
});
