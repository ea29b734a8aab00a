import type { TaskType } from '@mosaic/contract';
import { factorSamplesMin } from '@tony/core/planning';
import { proposeFactors } from './learned-factors.ts';
import type { Learnings, PhaseSummary, UsageSample } from './learnings.ts';
import { formatTokens } from './token-format.ts';
import { variancePercent } from './variance.ts';

/** How estimates of one phase compared with what was used. */
export function phaseRetrospective(learnings: Learnings, summary: PhaseSummary): string {
  const samples = learnings.samples.filter((sample) => sample.phase === summary.phase);
  const used =
    summary.actual === null
      ? 'usage unknown'
      : `${formatTokens(summary.actual)} used of ${formatTokens(summary.estimate)} estimated${varianceNote(summary.estimate, summary.actual)}`;
  return [
    `## Phase ${summary.phase}: ${summary.name}`,
    '',
    `- Tasks: ${summary.done}/${summary.tasks} done, ${summary.deferred} deferred`,
    `- Tokens: ${used}`,
    `- Usage known for ${samples.length} tasks`,
    ...outliers(samples),
    '',
  ].join('\n');
}

/**
 * Closes a mission: proposals of new factors per task type go into the learnings, and the
 * text says on how many samples each one rests.
 */
export function finalRetrospective(learnings: Learnings): { learnings: Learnings; text: string } {
  const proposals = proposeFactors(learnings.samples);
  const rows = byType(learnings.samples).map(([type, samples]) => {
    const proposal = proposals.find((each) => each.task_type === type);
    const verdict =
      proposal === undefined
        ? `no proposal below ${factorSamplesMin} samples`
        : `propose factor ${proposal.factor}`;
    return `- ${type}: ${samples.length} samples, median variance ${medianVariance(samples)}%, ${verdict}`;
  });
  const text = [
    `# Retrospective of ${learnings.milestone}`,
    '',
    rows.length === 0 ? 'No run reported its usage, so nothing can be learned from it.' : '',
    ...rows,
    ...outliers(learnings.samples),
    '',
  ];
  return {
    learnings: { ...learnings, proposed_adjustments: proposals },
    text: text
      .filter((line, index) => line !== '' || index === 1)
      .join('\n')
      .concat('\n'),
  };
}

function outliers(samples: readonly UsageSample[]): string[] {
  return samples
    .filter((sample) => sample.action === 'critical' || sample.action === 'learn')
    .map((sample) => {
      const mark = sample.action === 'critical' ? 'CRITICAL, check its type' : 'learn';
      return `- ${sample.task_id} (${sample.task_type}): ${signed(sample.variance_percent)}% (${mark})`;
    });
}

function byType(samples: readonly UsageSample[]): [TaskType, UsageSample[]][] {
  const types = new Map<TaskType, UsageSample[]>();
  for (const sample of samples) {
    const list = types.get(sample.task_type);
    if (list === undefined) types.set(sample.task_type, [sample]);
    else list.push(sample);
  }
  return [...types].sort(([a], [b]) => (a < b ? -1 : 1));
}

function medianVariance(samples: readonly UsageSample[]): string {
  const sorted = samples.map((sample) => sample.variance_percent).sort((a, b) => a - b);
  return signed(sorted[Math.floor(sorted.length / 2)] ?? 0);
}

function varianceNote(estimate: number, actual: number): string {
  const variance = variancePercent(estimate, actual);
  return variance === null ? '' : ` (${signed(variance)}%)`;
}

function signed(value: number): string {
  return value > 0 ? `+${value}` : String(value);
}
