import { isLeaf } from '../plan/plan-index.ts';
import type { PhaseFacts } from './phase-facts.ts';
import { missingParts } from './phase-order.ts';
import type { Certification, CertificationCheck } from './planning.ts';
import { complianceRequirements } from './requirements.ts';

/** Open gaps a plan may have and still be certified; none when it is judged strictly. */
const openGapsMax = 10;

/**
 * Judges a plan: whether it compiles, can be scheduled whole, lacks nothing that weighs, and was
 * looked at by every phase. Strictly, warnings, any open gap and duties nobody sees to count too.
 */
export function certify(facts: PhaseFacts, { isStrict }: { isStrict: boolean }): Certification {
  const checks = [
    compiles(facts),
    ...(isStrict ? [hasNoWarnings(facts), seesToItsDuties(facts)] : []),
    hasNoCycle(facts),
    isScheduledWhole(facts),
    hasFewGaps(facts, isStrict ? 0 : openGapsMax),
    wasLookedAtByAllPhases(facts),
  ];
  return {
    isPassed: checks.every(({ isPassed }) => isPassed),
    isStrict,
    checks,
    planVersion: facts.plan.version,
  };
}

function check(name: string, isPassed: boolean, detail: string): CertificationCheck {
  return { name, isPassed, detail };
}

function compiles({ plan, isRunnable }: PhaseFacts): CertificationCheck {
  const { error } = plan.findings;
  return check(
    'no_errors',
    isRunnable,
    isRunnable ? 'The plan compiles.' : `${error} errors: plan.check`,
  );
}

function hasNoWarnings({ plan }: PhaseFacts): CertificationCheck {
  const { warning } = plan.findings;
  return check('no_warnings', warning === 0, `${warning} warnings`);
}

function hasNoCycle({ findings }: PhaseFacts): CertificationCheck {
  const cycle = findings.find(({ code }) => code === 'cycle');
  return check(
    'no_cycle',
    cycle === undefined,
    cycle?.cycle?.join(' → ') ?? 'No node waits for itself.',
  );
}

function isScheduledWhole({ schedule, scheduleNote, index }: PhaseFacts): CertificationCheck {
  if (schedule === null) return check('scheduled', false, scheduleNote ?? 'There is no schedule.');
  const planned = new Set(schedule.nodes.map(({ id }) => id));
  const left = index.nodes.filter(({ id }, at) => isLeaf(index, at) && !planned.has(id));
  const detail =
    left.length === 0
      ? 'Every atomic has its time.'
      : `Without a time: ${left
          .slice(0, 5)
          .map(({ id }) => id)
          .join(', ')}`;
  return check('scheduled', left.length === 0, detail);
}

function hasFewGaps({ gaps }: PhaseFacts, max: number): CertificationCheck {
  const open = gaps.gaps.length;
  return check('gaps', open <= max, `${open} gaps are open, ${max} may be: plan.fill closes them`);
}

function seesToItsDuties(facts: PhaseFacts): CertificationCheck {
  const open = Object.entries(complianceRequirements(facts))
    .filter(([, { required, covered_by: covered }]) => required && covered.length === 0)
    .map(([area]) => area);
  const detail =
    open.length === 0
      ? 'Every duty has a node that sees to it.'
      : `No node sees to: ${open.join(', ')}`;
  return check('compliance', open.length === 0, detail);
}

function wasLookedAtByAllPhases({ planning }: PhaseFacts): CertificationCheck {
  const missing = missingParts(planning.done, planning.phases);
  return check(
    'phases',
    missing.length === 0,
    missing.length === 0 ? 'All phases were done whole.' : `Not done: ${missing.join(', ')}`,
  );
}
