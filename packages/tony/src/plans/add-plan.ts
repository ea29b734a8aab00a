import { MosaicError, operations, type PlanDocument } from '@mosaic/contract';
import { type CommandContext, command, type Handler } from '@mosaic/mcp';
import { indexPlan } from '../plan/plan-index.ts';
import { proposalLimits } from '../propose/proposal-limits.ts';
import type { PlanTools } from './change-plan.ts';
import type { CheckedPlan } from './compute/plan-jobs.ts';
import { freeEpics, moveEpics } from './epic-numbers.ts';
import { planLimits } from './limits.ts';
import type { MakePlan } from './make-plan.ts';
import type { PlanMemory } from './plan-memory.ts';
import { epicsOfProject, findPlan, type PlanReader, toPlan } from './plan-store.ts';
import { refusedPlan } from './refuse-plan.ts';
import {
  announce,
  claimEpics,
  documentColumns,
  type ReadyDocument,
  readyDocument,
} from './store-version.ts';
import { worstFindings } from './summarise.ts';

/** A plan that was made outside the transaction. */
interface Made {
  readonly ready: ReadyDocument;
  readonly isDrafting: boolean;
  readonly notes: readonly string[];
}

/** Makes a plan and stores it, whole or not at all. */
export function addHandler({ memory }: PlanTools, make: MakePlan): Handler {
  return command(
    operations.addPlan,
    async (context, { projectId }, made: Made) => {
      await requireRoom(context);
      const taken = new Set((await epicsOfProject(context, projectId ?? '')).keys());
      const ready = await fitted(memory, context, made.ready, taken);
      const id = context.clock.newId('plan');
      await insert(context, { id, projectId: projectId ?? '', made, ready });
      memory.keep(ready.stamp, ready.document, ready.checked);
      return {
        plan: toPlan(await findPlan(context, id)),
        findings: worstFindings(ready.checked.findings, planLimits.findingsShownMax),
        notes: [...made.notes],
      };
    },
    {
      isSlow: true,
      before: async (context, input) => {
        const projectId = input.projectId ?? '';
        if (projectId !== '') await context.query(operations.showProject, { projectId });
        const taken = new Set((await epicsOfProject(context, projectId)).keys());
        const { document, isDrafting, notes } = await make(context, { ...input, taken });
        const renumbering = freeEpics(epicsOf(document), taken);
        const index = indexPlan(moveEpics(document, renumbering));
        const checked = await memory.checkDocument(context, index.document);
        if (!checked.isRunnable && !isDrafting && !input.keepDraft)
          throw refusedPlan(checked, notes);
        const stamp = context.clock.newId('plan');
        const moved = [...renumbering].map(([from, to]) => `${from} is taken: it became ${to}.`);
        return {
          ready: readyDocument(stamp, index, checked),
          isDrafting,
          notes: [...notes, ...moved],
        };
      },
    },
  );
}

/** The same plan with epics that are still free: another plan may have been added meanwhile. */
async function fitted(
  memory: PlanMemory,
  context: CommandContext,
  ready: ReadyDocument,
  taken: ReadonlySet<string>,
): Promise<ReadyDocument> {
  const renumbering = freeEpics(epicsOf(ready.document), taken);
  if (renumbering.size === 0) return ready;
  const index = indexPlan(moveEpics(ready.document, renumbering));
  const checked: CheckedPlan = await memory.checkDocument(context, index.document);
  return readyDocument(ready.stamp, index, checked);
}

function epicsOf({ nodes }: PlanDocument): string[] {
  return [...new Set(nodes.filter(({ id }) => id.startsWith('E.')).map(({ id }) => id))];
}

async function insert(
  context: CommandContext,
  {
    id,
    projectId,
    made,
    ready,
  }: { id: string; projectId: string; made: Made; ready: ReadyDocument },
): Promise<void> {
  const store: PlanReader = context.store;
  const { tenant, name } = context.principal;
  const now = context.clock.now();
  const decided = documentColumns(ready);
  const place = { id, project_id: projectId };
  await store
    .insertInto('plan')
    .values({
      ...decided,
      ...place,
      tenant,
      status: made.isDrafting ? 'drafting' : 'draft',
      stage: 'ready',
      version: 1,
      mission_id: null,
      undo_count: 0,
      redo_count: 0,
      proposals_left: proposalLimits.proposalsMax,
      planning: '{}',
      changed_by: name,
      changed_what: 'added it',
      created_at: now,
      updated_at: now,
    })
    .execute();
  await store
    .insertInto('plan_document')
    .values({ tenant, plan_id: id, stamp: ready.stamp, document: ready.text })
    .execute();
  await claimEpics(context, place, JSON.parse(decided.epics));
  announce(context, place, 'plan.added', { version: 1, title: ready.document.title });
}

async function requireRoom(context: CommandContext): Promise<void> {
  const store: PlanReader = context.store;
  const { count } = await store
    .selectFrom('plan')
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .where('tenant', '=', context.principal.tenant)
    .executeTakeFirstOrThrow();
  if (Number(count) < planLimits.plansMax) return;
  throw new MosaicError(
    'precondition_failed',
    `There are ${planLimits.plansMax} plans already. Remove one first.`,
  );
}
