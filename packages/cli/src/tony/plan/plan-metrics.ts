import { operations } from '@mosaic/contract';
import { exitCode } from '../../exit-code.ts';
import { facts } from '../../output/facts.ts';
import { tokensText } from '../../output/quantities.ts';
import { workText } from '../../output/work-text.ts';
import { findingCounts } from '../../render/plan-findings.ts';
import { openPlan } from '../nodes/find-node.ts';
import type { Tony } from '../tony-command.ts';

/** What can be counted of a plan. */
export async function showMetrics(tony: Tony, named?: string): Promise<number> {
  const { session, hub } = tony;
  const { plan, document, progress } = await openPlan(tony, named);
  const { gaps } = await hub.client.call(operations.planGaps, { planId: plan.id });
  const percents = plan.epics.map((id) => progress.get(id)?.percent ?? 0);
  const percent = percents.reduce((sum, each) => sum + each, 0) / Math.max(1, percents.length);
  const metrics = {
    planId: plan.id,
    counts: plan.counts,
    edges: document.edges.length,
    minutes: plan.minutes,
    tokens: plan.tokens,
    findings: plan.findings,
    gaps: gaps.length,
    percent,
  };
  if (session.isJson) session.printJson(metrics);
  else {
    const { print, view } = session.terminal;
    const counts = Object.entries(plan.counts).map(
      ([level, count]) => [level, String(count)] as const,
    );
    const more = [
      ['edges', String(metrics.edges)],
      ['work', plan.minutes === null ? 'unknown' : workText(plan.minutes)],
      ['tokens', tokensText(plan.tokens)],
      ['findings', findingCounts(plan.findings)],
      ['gaps', String(metrics.gaps)],
      ['done', `${Math.round(percent)} %`],
    ] as const;
    print(facts([...counts, ...more], view));
  }
  return exitCode.ok;
}
