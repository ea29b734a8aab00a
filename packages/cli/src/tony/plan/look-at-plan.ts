import { type OperationRawInput, operations, type PlanGapArea } from '@mosaic/contract';
import { exitCode } from '../../exit-code.ts';
import { presentCall } from '../../operations/present.ts';
import { planTree } from '../../render/plan-tree.ts';
import { findPlan } from '../find-plan.ts';
import type { Tony } from '../tony-command.ts';
import { writeOut } from '../write-out.ts';

/** Asks the hub one thing about the plan that is meant, and shows it like `mosaic` does. */
async function ask<Key extends keyof typeof operations>(
  { session, hub }: Tony,
  key: Key,
  input: OperationRawInput<(typeof operations)[Key]>,
): Promise<number> {
  const operation = operations[key];
  return await presentCall(session, { key, operation, input, client: hub.client });
}

/** What `tony plan check` does. Exit code 1 where the plan cannot be run. */
export async function checkPlan(tony: Tony, named?: string): Promise<number> {
  const { id: planId, findings } = await findPlan(tony, named);
  await ask(tony, 'checkPlan', { planId });
  return findings.error > 0 ? exitCode.failed : exitCode.ok;
}

export async function schedulePlan(tony: Tony, workers: number, named?: string): Promise<number> {
  const { id: planId } = await findPlan(tony, named);
  return await ask(tony, 'schedulePlan', { planId, limits: { workers } });
}

export async function forecastPlan(
  tony: Tony,
  { workers, samples, seed }: { workers: number; samples: number; seed: number },
  named?: string,
): Promise<number> {
  const { id: planId } = await findPlan(tony, named);
  return await ask(tony, 'forecastPlan', { planId, limits: { workers }, samples, seed });
}

/** What `tony plan gaps` does; `fill` adds what is missing. */
export async function findGaps(
  tony: Tony,
  { fill, area }: { fill?: boolean; area?: readonly PlanGapArea[] },
  named?: string,
): Promise<number> {
  const { id: planId } = await findPlan(tony, named);
  const input = { planId, ...(area === undefined ? {} : { areas: [...area] }) };
  return fill === true ? await ask(tony, 'fillPlan', input) : await ask(tony, 'planGaps', input);
}

/** What `tony plan export` does: Markdown, or JSON that reads back to the same plan. */
export async function exportPlan(
  tony: Tony,
  { format, output }: { format?: 'markdown' | 'json'; output?: string },
  named?: string,
): Promise<number> {
  const { session, hub } = tony;
  const { id: planId } = await findPlan(tony, named);
  const isJson = format === 'json' || (format === undefined && session.isJson);
  const asked = { planId, format: isJson ? ('json' as const) : ('markdown' as const) };
  const { text } = await hub.client.call(operations.exportPlan, asked);
  return writeOut(session, text, output);
}

/** What `tony plan tree` does: all nodes, and where they stand once the plan runs. */
export async function showTree(
  tony: Tony,
  { depth }: { depth?: number },
  named?: string,
): Promise<number> {
  const { session, hub } = tony;
  const plan = await findPlan(tony, named);
  const { document } = await hub.client.call(operations.planDocument, { planId: plan.id });
  const { nodes } = await hub.client.call(operations.planProgress, { planId: plan.id });
  if (session.isJson) session.printJson({ plan, nodes: document.nodes, progress: nodes });
  else {
    const hasBegun = nodes.some(({ status }) => !['pending', 'blocked'].includes(status));
    const progress = hasBegun ? nodes : undefined;
    session.terminal.print(planTree(document, session.terminal.view, { depth, progress }));
  }
  return exitCode.ok;
}
