import { operations } from '@mosaic/contract';
import { exitCode } from '../../exit-code.ts';
import { findingsText } from '../../render/plan-findings.ts';
import type { Tony } from '../tony-command.ts';
import { nodeOf, openPlan } from './find-node.ts';

/** Points of evidence from which on a node counts as proved. */
const scoreWanted = 80;

/** Holds a node, and what is below it, to the rules; and to its evidence once it has some. */
export async function validateNode(
  tony: Tony,
  { taskId, plan: named }: { taskId: string; plan?: string },
): Promise<number> {
  const { session, hub } = tony;
  const open = await openPlan(tony, named ?? taskId);
  const node = nodeOf(open, taskId);
  const { findings: all } = await hub.client.call(operations.checkPlan, { planId: open.plan.id });
  const findings = all.filter(({ path }) => path.includes(node.id));
  const evidenceScore = open.progress.get(node.id)?.evidenceScore ?? null;
  const isProved = evidenceScore === null || evidenceScore >= scoreWanted;
  const isValid = isProved && findings.every(({ severity }) => severity !== 'error');
  if (session.isJson) session.printJson({ isValid, findings, evidenceScore });
  else {
    const { print, view } = session.terminal;
    print(findingsText(findings, view));
    print(
      evidenceScore === null
        ? view.style('dim', 'There is no evidence yet: it was not run.')
        : `Evidence: ${Math.round(evidenceScore)} of 100, ${scoreWanted} are wanted.`,
    );
  }
  return isValid ? exitCode.ok : exitCode.failed;
}
