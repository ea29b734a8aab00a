import {
  MosaicError,
  type OperationInput,
  operations,
  type PlanDocument,
  type PlanFinding,
  type Project,
} from '@mosaic/contract';
import type { CommandContext } from '@mosaic/mcp';
import { compilePlan, isBelow, isOrdering } from '@tony/core/planning';

/** Findings told in the message; all of them, up to a bound, are in the details. */
const toldMax = 5;
const detailsMax = 100;

/** A plan that can be run, as it stands now. */
export interface StartedPlan {
  readonly planId: string;
  readonly epicId: string | null;
  readonly title: string;
  readonly document: PlanDocument;
}

/** Reads the plan a mission is to run; refuses one that could not be finished, with the reasons. */
export async function readStartedPlan(
  context: CommandContext,
  project: Project,
  input: OperationInput<typeof operations.startMission>,
): Promise<StartedPlan | null> {
  if (input.plan === undefined) return null;
  if (input.report !== undefined || input.from !== 'report') {
    throw new MosaicError('invalid_input', 'A plan goes without report and from: name one source.');
  }
  if (input.runtime === 'fixer') {
    throw new MosaicError(
      'precondition_failed',
      'The fixer works on findings of a report and cannot do what a plan says. Name a coding agent: --runtime claude',
      { details: { runtime: input.runtime } },
    );
  }
  const planId = await planIdOf(context, project, input.plan);
  const { plan, document } = await context.call(operations.planDocument, { planId });
  if (plan.projectId !== null && plan.projectId !== project.id) {
    throw new MosaicError(
      'precondition_failed',
      `Plan ${planId} belongs to another project. Start the mission there, or import the plan here.`,
      { details: { planId, projectId: plan.projectId } },
    );
  }
  const isWhole = !input.plan.startsWith('E.') || plan.epics.length === 1;
  const epicId = isWhole ? null : input.plan;
  const wanted = epicId === null ? document : onlyEpic(document, epicId);
  refuseUnfit(planId, wanted);
  return { planId, epicId, title: plan.title, document: wanted };
}

async function planIdOf(context: CommandContext, project: Project, plan: string): Promise<string> {
  if (!plan.startsWith('E.')) return plan;
  const found = await context.call(operations.findPlan, { epicId: plan, projectId: project.id });
  return found.id;
}

/** One epic of a plan; what waits for another epic cannot be started without it. */
function onlyEpic(document: PlanDocument, epicId: string): PlanDocument {
  const isIn = (id: string) => id === epicId || isBelow(id, epicId);
  const waiting = document.edges.find(
    (edge) => isOrdering(edge) && isIn(edge.to) && !isIn(edge.from),
  );
  if (waiting) {
    throw new MosaicError(
      'precondition_failed',
      `${waiting.to} waits for ${waiting.from}, which is outside of ${epicId}. Start the plan as a whole by its id.`,
      { details: { edge: waiting } },
    );
  }
  return {
    ...document,
    nodes: document.nodes.filter(({ id }) => isIn(id)),
    edges: document.edges.filter(({ from, to }) => isIn(from) && isIn(to)),
    externals: document.externals.filter(({ nodeId }) => isIn(nodeId)),
  };
}

function refuseUnfit(planId: string, document: PlanDocument): void {
  const { isRunnable, findings, counts } = compilePlan(document);
  if (!isRunnable) {
    const errors = findings.filter(({ severity }) => severity === 'error');
    throw new MosaicError(
      'precondition_failed',
      `Plan ${planId} has ${counts.error} errors and cannot be run. ${told(errors)} See all of them: mosaic plan check ${planId}`,
      { details: { planId, findings: errors.slice(0, detailsMax) } },
    );
  }
  if (document.nodes.some(({ id }) => id.startsWith('A.'))) return;
  throw new MosaicError(
    'precondition_failed',
    `Plan ${planId} has no atomics, so there is nothing to do. Break it down first.`,
    { details: { planId } },
  );
}

function told(errors: readonly PlanFinding[]): string {
  return errors
    .slice(0, toldMax)
    .map(({ code, path, message }) => `${path.at(-1) ?? 'The plan'}: ${message} (${code})`)
    .join(' ');
}
