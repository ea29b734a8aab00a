import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type FinishedRun, learnFactors, noFactors, usualRatio } from './learned-factors.ts';

const run = (fields: Partial<FinishedRun>): FinishedRun => ({
  taskType: 'REFACTOR',
  runtime: 'claude',
  projectId: 'prj_a',
  estimateMinutes: 20,
  usedMinutes: 30,
  estimateTokens: 10_000,
  usedTokens: 20_000,
  ...fields,
});
const here = { runtime: 'claude', projectId: 'prj_a' };

describe('learnFactors', () => {
  it('learns from the same runtime in the same project where there are enough runs', () => {
    const runs = [
      ...Array.from({ length: 3 }, () => run({})),
      ...Array.from({ length: 9 }, () => run({ runtime: 'codex', usedMinutes: 80 })),
    ];
    expect(learnFactors(runs, here).factorFor('REFACTOR')).toEqual({
      minutes: 1.5,
      tokens: 2,
      samples: 3,
    });
  });

  it('falls back to the project, then the runtime, then all runs of the type', () => {
    const project = Array.from({ length: 3 }, () => run({ runtime: 'codex', usedMinutes: 40 }));
    const runtime = Array.from({ length: 3 }, () => run({ projectId: 'prj_b', usedMinutes: 60 }));
    const other = Array.from({ length: 3 }, () =>
      run({ projectId: 'prj_b', runtime: 'codex', usedMinutes: 10 }),
    );
    const minutes = (runs: FinishedRun[]) => learnFactors(runs, here).factorFor('REFACTOR').minutes;
    expect(minutes([...project, ...runtime, ...other])).toBe(2);
    expect(minutes([...runtime, ...other])).toBe(3);
    expect(minutes(other)).toBe(0.5);
  });

  it('counts too few runs, but does not believe them', () => {
    const factors = learnFactors([run({}), run({})], here);
    expect(factors.factorFor('REFACTOR')).toEqual({ minutes: 1, tokens: 1, samples: 2 });
    expect(factors.factorFor('TEST_ADD').samples).toBe(0);
    expect(factors.factorFor(null).samples).toBe(0);
    expect(noFactors.factorFor('REFACTOR').minutes).toBe(1);
  });

  it('takes unknown usage for unknown, never for nothing', () => {
    const runs = Array.from({ length: 4 }, () => run({ usedTokens: null, estimateMinutes: null }));
    expect(learnFactors(runs, here).factorFor('REFACTOR')).toEqual({
      minutes: 1,
      tokens: 1,
      samples: 4,
    });
  });
});

describe('usualRatio', () => {
  it('stays within bounds whatever happened, and is not moved by one odd run', () => {
    const ratios = fc.array(fc.double({ min: 0, noNaN: true }), { minLength: 3, maxLength: 9 });
    fc.assert(
      fc.property(ratios, (values) => {
        const ratio = usualRatio(values) ?? 0;
        expect(ratio).toBeGreaterThanOrEqual(0.2);
        expect(ratio).toBeLessThanOrEqual(5);
      }),
    );
    expect(usualRatio([1, 1.2, 400])).toBe(1.2);
  });
});
