import type { PolishCategory } from '@mosaic/contract';

/** `Phase 2 Bulk Complete: …`: printed when bulk ends and polish begins. */
export function bulkCompleteText(input: { phase: number; fixed: number; total: number }): string {
  const { phase, fixed, total } = input;
  return `Phase ${phase} Bulk Complete: ${percent(fixed, total)}% (${fixed}/${total})
Entering Polish Phase: ${total - fixed} errors to triage`;
}

/** How one open task of the polish stage ended. */
export interface PolishOutcome {
  category: PolishCategory;
  isFixed: boolean;
  /** Put down in `docs/deferred-errors.md` as a limitation of a framework. */
  isFrameworkLimitation: boolean;
}

/** `Phase 2 Complete: …`: printed when polish is over. */
export function polishCompleteText(input: {
  phase: number;
  fixed: number;
  total: number;
  outcomes: readonly PolishOutcome[];
}): string {
  const { phase, fixed, total, outcomes } = input;
  const count = (category: PolishCategory, isFixed: boolean) =>
    outcomes.filter(
      (each) =>
        each.category === category && each.isFixed === isFixed && !each.isFrameworkLimitation,
    ).length;
  const framework = outcomes.filter((each) => each.isFrameworkLimitation).length;
  const line = (name: string, category: PolishCategory) => {
    const documented = count(category, false);
    return `- ${name}: ${count(category, true)} fixed${documented === 0 ? '' : `, ${documented} documented`}`;
  };
  return `Phase ${phase} Complete: ${percent(fixed, total)}% (${fixed}/${total})
${line('Quick-wins', 'quick-win')}
${line('Medium', 'medium')}
- Hard: ${count('hard', true)} fixed, ${count('hard', false)} documented
- Architectural: ${count('architectural', true)} fixed, ${count('architectural', false)} documented
- Framework limitations: ${framework} documented`;
}

/** Rounded down, so that 100 means all. */
function percent(part: number, total: number): number {
  return total === 0 ? 100 : Math.floor((part / total) * 100);
}
