import { planFindingCodes } from '../plan/plan-finding-codes.ts';
import { recommendedWorkers } from './phase-3.ts';
import { leavesOf, nodesAt, type PhaseFacts } from './phase-facts.ts';
import { type Certification, type PhaseOption, recordOf } from './planning.ts';
import {
  bullets,
  firstOf,
  hours,
  jsonFile,
  markdownFile,
  type PlanningFile,
  plain,
  table,
} from './planning-file.ts';
import { complianceRequirements } from './requirements.ts';
import { findRisks } from './risks.ts';

const folder = 'phase-4-certification';

/** Certification: whether the plan may be run, and what stands against it. */
export function phase4Files(facts: PhaseFacts, parts: readonly PhaseOption[]): PlanningFile[] {
  const files: PlanningFile[] = [];
  if (parts.includes('validate')) {
    files.push(
      jsonFile(`${folder}/compliance-validation.json`, complianceValidation(facts)),
      jsonFile(`${folder}/quality-validation.json`, qualityValidation(facts)),
    );
  }
  const certification = recordOf(facts.planning, 4)?.certification;
  if (parts.includes('certify') && certification !== undefined) {
    files.push(
      jsonFile(`${folder}/readiness-assessment.json`, readiness(facts, certification)),
      markdownFile(`${folder}/executive-summary.md`, executiveSummary(facts, certification)),
    );
  }
  files.push(markdownFile(`${folder}/phase-4-certification-report.md`, phase4Report(facts, parts)));
  return files;
}

/** Every rule of the compiler with what it found, and every duty with what sees to it. */
function complianceValidation(facts: PhaseFacts) {
  const counts = new Map<string, number>();
  for (const { code } of facts.findings) counts.set(code, (counts.get(code) ?? 0) + 1);
  const duties = Object.entries(complianceRequirements(facts));
  return {
    rules: Object.entries(planFindingCodes).map(([code, { severity, summary }]) => ({
      code,
      severity,
      rule: summary,
      found: counts.get(code) ?? 0,
      status: (counts.get(code) ?? 0) === 0 ? 'passed' : severity === 'error' ? 'failed' : 'noted',
    })),
    requirements: Object.fromEntries(
      duties.map(([area, { required, covered_by: covered }]) => [
        area,
        { required, covered_by: covered, status: status(required, covered.length > 0) },
      ]),
    ),
    is_compliant: facts.isRunnable,
  };
}

function status(required: boolean, isCovered: boolean): 'covered' | 'not covered' | 'not required' {
  if (isCovered) return 'covered';
  return required ? 'not covered' : 'not required';
}

function qualityValidation({ index, findings, plan, gaps }: PhaseFacts) {
  const leaves = leavesOf(index);
  const stories = nodesAt(index, 2).map(({ node }) => node);
  const percent = (count: number, of: number) =>
    of === 0 ? 100 : Math.round((1_000 * count) / of) / 10;
  const count = (has: (leaf: (typeof leaves)[number]) => boolean) => leaves.filter(has).length;
  return {
    atomics: leaves.length,
    with_completion_criteria_percent: percent(
      count((leaf) => leaf.completionCriteria.length > 0),
      leaves.length,
    ),
    with_estimate_percent: percent(
      count((leaf) => leaf.estimate !== null),
      leaves.length,
    ),
    with_files_percent: percent(
      count((leaf) => leaf.files.length > 0),
      leaves.length,
    ),
    with_agent_percent: percent(
      count((leaf) => leaf.agentType !== null),
      leaves.length,
    ),
    stories_with_acceptance_criteria_percent: percent(
      stories.filter(({ acceptanceCriteria }) => acceptanceCriteria.length > 0).length,
      stories.length,
    ),
    open_gaps: gaps.gaps.length,
    findings: plan.findings,
    worst: findings.filter(({ severity }) => severity !== 'advice').slice(0, 50),
  };
}

function readiness({ plan, schedule }: PhaseFacts, certification: Certification) {
  return {
    plan_id: plan.id,
    plan_version: certification.planVersion,
    is_ready: certification.isPassed,
    is_strict: certification.isStrict,
    checks: certification.checks.map(({ name, isPassed, detail }) => ({
      name,
      status: isPassed ? 'passed' : 'failed',
      detail,
    })),
    ready_to_start: firstAtomics(schedule),
  };
}

/** What can be begun at once. */
function firstAtomics(schedule: PhaseFacts['schedule']): string[] {
  return (schedule?.nodes ?? [])
    .filter(({ worker, startMinutes }) => worker !== null && startMinutes === 0)
    .map(({ id }) => id);
}

function executiveSummary(facts: PhaseFacts, certification: Certification): string[] {
  const { plan, planning, forecast, schedule } = facts;
  const risks = findRisks(facts).slice(0, 5);
  const failed = certification.checks.filter(({ isPassed }) => !isPassed);
  const workers = recommendedWorkers(facts);
  return [
    `# ${plain(planning.projectName)}: summary`,
    certification.isPassed
      ? `**Certified** at version ${certification.planVersion}: the plan can be run.`
      : `**Not certified** at version ${certification.planVersion}.`,
    bullets(failed.map(({ name, detail }) => `${name.replaceAll('_', ' ')}: ${plain(detail)}`)),
    plan.source.kind === 'template'
      ? `The plan was made from the template "${plain(plan.source.name ?? '')}", not by a model.`
      : '',
    bullets([
      `What: ${plain(plan.goal === '' ? plan.title : plan.goal)}`,
      `How much: ${plan.counts.atomic} atomics in ${plan.counts.feature} features, ${plan.minutes === null ? 'not all of them estimated' : `${hours(plan.minutes)} hours of work`}.`,
      schedule === null
        ? 'When: not to be said.'
        : `When: after ${hours(schedule.makespanMinutes)} hours under the limits.`,
      forecast === null
        ? 'How sure: not to be said.'
        : `How sure: four times in five after no more than ${hours(forecast.minutes.p80)} hours.`,
      ...(workers === null ? [] : [`Who: ${workers} workers are worth it.`]),
    ]),
    risks.length === 0 ? '' : '## Risks to watch',
    bullets(risks.map(({ severity, description }) => `${severity}: ${plain(description)}`)),
  ];
}

export function phase4Report(facts: PhaseFacts, parts: readonly PhaseOption[]): string[] {
  const { planning, plan, findings } = facts;
  const certification = recordOf(planning, 4)?.certification;
  const blocks = [`# Phase 4: certification of ${plain(planning.projectName)}`];
  if (parts.includes('validate')) {
    const errors = findings.filter(({ severity }) => severity !== 'advice');
    blocks.push(
      '## Validation',
      `${plan.findings.error} errors, ${plan.findings.warning} warnings, ${plan.findings.advice} pieces of advice.`,
      bullets(
        firstOf(
          errors.map(
            ({ code, path, message }) =>
              `${code} at ${path.at(-1) ?? 'the plan'}: ${plain(message)}`,
          ),
          40,
        ),
      ),
    );
  }
  if (certification !== undefined) {
    blocks.push(
      '## Certificate',
      certification.isPassed ? 'Passed.' : 'Failed.',
      table(
        ['check', 'outcome', 'detail'],
        certification.checks.map(({ name, isPassed, detail }) => [
          name.replaceAll('_', ' '),
          isPassed ? 'passed' : 'failed',
          plain(detail),
        ]),
      ),
    );
  }
  return blocks;
}
