import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { learnedFactors, proposeFactors } from './learned-factors.ts';
import { type Learnings, parseLearnings, recordUsage, renderLearnings } from './learnings.ts';
import { finalRetrospective, phaseRetrospective } from './retrospective.ts';
import { varianceAction, variancePercent } from './variance.ts';

const empty: Learnings = {
  project: 'demo',
  milestone: 'M1',
  created_at: '2026-01-01T00:00:00Z',
  samples: [],
  learnings: [],
  phase_summaries: [],
  proposed_adjustments: [],
};
const usage = {
  taskKey: 'MS-SEC-001',
  taskType: 'REFACTOR' as const,
  phase: 1,
  estimateTokens: 10_000,
  estimateFactor: 1,
  usedTokens: 10_000 as number | null,
  atIso: '2026-01-01T01:00:00Z',
  analysis: 'More callers than expected',
};

describe('variance', () => {
  it.each([
    [0, 'log'],
    [30, 'log'],
    [-30, 'log'],
    [30.1, 'flag'],
    [50, 'flag'],
    [50.1, 'learn'],
    [100, 'learn'],
    [-100, 'learn'],
    [100.1, 'critical'],
  ] as const)('%d%% leads to %s', (percent, action) => {
    expect(varianceAction(percent)).toBe(action);
  });

  it('is null when usage or estimate is unknown', () => {
    expect(variancePercent(10_000, null)).toBeNull();
    expect(variancePercent(0, 5)).toBeNull();
    expect(variancePercent(10_000, 5_000)).toBe(-50);
    expect(variancePercent(8_000, 20_000)).toBe(150);
  });
});

describe('recordUsage', () => {
  it('records nothing when the usage is unknown', () => {
    expect(recordUsage(empty, { ...usage, usedTokens: null })).toBe(empty);
  });

  it('keeps every sample, and a learning only above 50 %', () => {
    const small = recordUsage(empty, { ...usage, usedTokens: 14_000 });
    expect(small.samples).toMatchObject([{ variance_percent: 40, action: 'flag' }]);
    expect(small.learnings).toEqual([]);
    const large = recordUsage(small, { ...usage, taskKey: 'MS-SEC-002', usedTokens: 16_000 });
    expect(large.samples).toHaveLength(2);
    expect(large.learnings).toEqual([
      {
        task_id: 'MS-SEC-002',
        task_type: 'REFACTOR',
        variance_percent: 60,
        action: 'learn',
        analysis: usage.analysis,
      },
    ]);
  });

  it('replaces what was recorded of the same task', () => {
    const first = recordUsage(empty, { ...usage, usedTokens: 30_000 });
    expect(recordUsage(first, { ...usage, usedTokens: 30_000 })).toEqual(first);
    const corrected = recordUsage(first, { ...usage, usedTokens: 11_000 });
    expect(corrected.samples).toHaveLength(1);
    expect(corrected.learnings).toEqual([]);
  });
});

describe('learnings file', () => {
  it('is read back as it was written', () => {
    const learnings = recordUsage(empty, { ...usage, usedTokens: 30_000 });
    expect(parseLearnings(renderLearnings(learnings))).toEqual(learnings);
  });

  it('names the field that does not fit', () => {
    expect(() => parseLearnings('{"project":"p","milestone":3}')).toThrow(
      /does not fit: milestone/,
    );
    expect(() => parseLearnings('{')).toThrow(/is not JSON/);
  });

  it('fails with an error people can act on for any text', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
        expect(() => parseLearnings(text)).toThrow(/docs\/orchestrator-learnings\.json/);
      }),
    );
  });
});

describe('factors', () => {
  const many = (actuals: number[], factor = 1) =>
    actuals.reduce(
      (learnings, usedTokens, at) =>
        recordUsage(learnings, {
          ...usage,
          taskKey: `MS-CQ-${at}`,
          usedTokens,
          estimateFactor: factor,
        }),
      empty,
    );

  it('proposes the median, so that one lost run changes little', () => {
    expect(proposeFactors(many([15_000, 15_000, 400_000]).samples)).toEqual([
      { task_type: 'REFACTOR', factor: 1.5, samples: 3 },
    ]);
    expect(learnedFactors(proposeFactors(many([15_000, 15_000, 15_000]).samples))).toEqual({
      REFACTOR: 1.5,
    });
  });

  it('proposes nothing from too few samples', () => {
    expect(proposeFactors(many([90_000, 90_000]).samples)).toEqual([]);
  });

  it('does not pile factors up', () => {
    expect(proposeFactors(many([10_000, 10_000, 10_000], 2).samples)[0]?.factor).toBe(2);
  });

  it('writes proposals into the learnings and says how many samples they rest on', () => {
    const { learnings, text } = finalRetrospective(many([15_000, 15_000, 30_000]));
    expect(learnings.proposed_adjustments).toHaveLength(1);
    expect(text).toBe(
      '# Retrospective of M1\n\n- REFACTOR: 3 samples, median variance +50%, propose factor 1.5\n- MS-CQ-2 (REFACTOR): +200% (CRITICAL, check its type)\n',
    );
    expect(finalRetrospective(empty).text).toContain('nothing can be learned');
  });

  it('sums up a phase', () => {
    const summary = {
      phase: 1,
      name: 'Critical security fixes',
      tasks: 3,
      done: 2,
      deferred: 1,
      estimate: 30_000,
      actual: 33_000,
      finished_at: '2026-01-01T02:00:00Z',
    };
    const learnings = { ...empty, phase_summaries: [summary] };
    expect(parseLearnings(renderLearnings(learnings))).toEqual(learnings);
    expect(phaseRetrospective(learnings, summary)).toContain('33K used of 30K estimated (+10%)');
    expect(phaseRetrospective(learnings, { ...summary, actual: null })).toContain('usage unknown');
  });
});
