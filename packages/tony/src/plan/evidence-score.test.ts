import { describe, expect, it } from 'vitest';
import { type EvidenceArea, evidenceAreas, evidenceScore } from './evidence-score.ts';

const passed = (...areas: EvidenceArea[]) => areas.map((area) => ({ area, isPassed: true }));

describe('evidenceScore', () => {
  it('is 100 when everything ran and passed', () => {
    const { score, isPassed, missing } = evidenceScore(passed(...evidenceAreas));
    expect({ score, isPassed, missing }).toEqual({ score: 100, isPassed: true, missing: [] });
  });

  it('gives nothing for what was not executed, and names it', () => {
    const { score, isPassed, missing } = evidenceScore(passed('build', 'tests', 'functional'));
    expect(score).toBe(65);
    expect(isPassed).toBe(false);
    expect(missing).toEqual(['quality', 'documentation', 'security']);
  });

  it('passes at 80 and not below', () => {
    expect(evidenceScore(passed('build', 'tests', 'functional', 'quality'))).toMatchObject({
      score: 80,
      isPassed: true,
    });
  });

  it('gives an area its points by the share of its checks that passed', () => {
    const checks = [...passed('build', 'tests'), { area: 'tests' as const, isPassed: false }];
    expect(evidenceScore(checks).points).toMatchObject({ build: 25, tests: 10 });
  });

  it('has no score where nothing ran', () => {
    expect(evidenceScore([])).toMatchObject({ score: null, isPassed: false });
  });

  it('leaves out areas without weight, and scales the others', () => {
    const weights = { documentation: 0, security: 0 };
    const checks = passed('build', 'tests', 'functional', 'quality');
    expect(evidenceScore(checks, { weights })).toMatchObject({ score: 100, isPassed: true });
    expect(() => evidenceScore([], { weights: { build: -1 } })).toThrow('from 0 upwards');
  });
});
