import { describe, expect, it } from 'vitest';
import { bulkCompleteText, polishCompleteText } from './phase-report.ts';

describe('phase report', () => {
  it('says where bulk ended and what is left', () => {
    expect(bulkCompleteText({ phase: 2, fixed: 91, total: 100 })).toBe(
      'Phase 2 Bulk Complete: 91% (91/100)\nEntering Polish Phase: 9 errors to triage',
    );
  });

  it('never rounds up to everything', () => {
    expect(bulkCompleteText({ phase: 1, fixed: 999, total: 1_000 })).toContain('99% (999/1000)');
  });

  it('counts each outcome of polish once', () => {
    const outcome = (
      category: 'quick-win' | 'hard' | 'architectural',
      isFixed: boolean,
      isFrameworkLimitation = false,
    ) => ({
      category,
      isFixed,
      isFrameworkLimitation,
    });
    const outcomes = [
      outcome('quick-win', true),
      outcome('hard', true),
      outcome('hard', false),
      outcome('hard', false, true),
      outcome('architectural', false),
    ];
    expect(polishCompleteText({ phase: 3, fixed: 7, total: 10, outcomes })).toBe(
      'Phase 3 Complete: 70% (7/10)\n- Quick-wins: 1 fixed\n- Medium: 0 fixed\n- Hard: 1 fixed, 1 documented\n- Architectural: 0 fixed, 1 documented\n- Framework limitations: 1 documented',
    );
  });
});
