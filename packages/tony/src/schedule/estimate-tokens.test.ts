import { TaskType } from '@mosaic/contract';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { estimateTokens } from './estimate-tokens.ts';

const plain = { fileCount: 1, needsTests: false, needsDocs: false, factor: 1 };

describe('estimateTokens', () => {
  it.each([
    ['STYLE_FIX', 4_000],
    ['GUARD_ADD', 6_500],
    ['ERROR_HANDLING', 10_000],
    ['SECURITY_FIX', 25_000],
    ['AUTH_ADD', 20_000],
    ['REFACTOR', 12_500],
    ['FEATURE_ADD', 20_000],
    ['TEST_ADD', 20_000],
    ['COMPLEX_REFACTOR', 32_500],
    ['VERIFICATION', 0],
  ] as const)('takes the middle of the range for %s', (type, tokens) => {
    expect(estimateTokens({ ...plain, type })).toBe(tokens);
  });

  it('adds files, tests and documentation', () => {
    const type = 'GUARD_ADD';
    expect(estimateTokens({ ...plain, type, fileCount: 3 })).toBe(16_500);
    expect(estimateTokens({ ...plain, type, needsTests: true })).toBe(14_000);
    expect(estimateTokens({ ...plain, type, needsDocs: true })).toBe(9_000);
  });

  it('counts the files of a bulk cleanup at 550, and no file twice', () => {
    expect(estimateTokens({ ...plain, type: 'BULK_CLEANUP', fileCount: 40 })).toBe(22_000);
  });

  it('does not pay for tests twice', () => {
    expect(estimateTokens({ ...plain, type: 'TEST_ADD', needsTests: true })).toBe(20_000);
  });

  it('multiplies by what was learned, within bounds', () => {
    const type = 'REFACTOR';
    expect(estimateTokens({ ...plain, type, factor: 1.2 })).toBe(15_000);
    expect(estimateTokens({ ...plain, type, factor: 1_000 })).toBe(62_500);
    expect(estimateTokens({ ...plain, type, factor: Number.NaN })).toBe(12_500);
  });

  it('never shrinks with more files, and fits the precision of the task table', () => {
    fc.assert(
      fc.property(fc.constantFrom(...TaskType.options), fc.nat(100), fc.nat(100), (type, a, b) => {
        const [few, many] = a < b ? [a, b] : [b, a];
        const of = (fileCount: number) => estimateTokens({ ...plain, type, fileCount });
        expect(of(few)).toBeLessThanOrEqual(of(many));
        expect(of(few) % 100).toBe(0);
      }),
    );
  });
});
