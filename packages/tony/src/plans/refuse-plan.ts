import { MosaicError } from '@mosaic/contract';
import type { CheckedPlan } from './compute/plan-jobs.ts';
import { planLimits } from './limits.ts';

/** Says why a plan is not taken, with its first findings. */
export function refusedPlan(
  { findings, counts }: CheckedPlan,
  notes: readonly string[],
): MosaicError {
  const worst = findings
    .filter(({ severity }) => severity === 'error')
    .slice(0, planLimits.findingsRefusedMax);
  const [first] = worst;
  const more =
    counts.error > 1
      ? ` and ${counts.error - 1} more ${counts.error === 2 ? 'error' : 'errors'}`
      : '';
  const where = first === undefined || first.path.length === 0 ? '' : ` (${first.path.at(-1)})`;
  return new MosaicError(
    'precondition_failed',
    `The plan does not compile: ${first?.message ?? 'it is empty'}${where}${more}. Nothing was stored; keepDraft stores it as a draft to be mended. ${notes.join(' ')}`.trim(),
    { details: { findings: worst, counts, notes } },
  );
}
