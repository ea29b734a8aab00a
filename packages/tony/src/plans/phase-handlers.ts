import {
  MosaicError,
  type OperationInput,
  operations,
  type Plan,
  type PlanFinding,
  type PlanLimits,
} from '@mosaic/contract';
import { type Handler, query, toInstant } from '@mosaic/mcp';
import { certify } from '../phases/certify.ts';
import { decompose } from '../phases/decompose.ts';
import { phaseFiles, reportFiles } from '../phases/phase-files.ts';
import { partsOf, requireTurn, withPhase } from '../phases/phase-order.ts';
import {
  type Certification,
  type PhaseNumber,
  type PhaseRecord,
  type Planning,
  planningWorkspaceDefault,
  recordOf,
  stageOf,
  statusOf,
} from '../phases/planning.ts';
import { indexPlan } from '../plan/plan-index.ts';
import type { Analyses } from './analyses.ts';
import { changeHandler, type PlanTools } from './change-plan.ts';
import type { CheckedPlan } from './compute/plan-jobs.ts';
import { planLimits } from './limits.ts';
import { projectOf } from './mission-facts.ts';
import {
  computeFacts,
  type JudgedPlan,
  type PhaseSurroundings,
  readSurroundings,
} from './phase-facts.ts';
import type { LoadedPlan } from './plan-memory.ts';
import { planningOf, type StoredPlan, toPlan } from './plan-store.ts';
import { summarise, worstFindings } from './summarise.ts';

type AdvanceInput = OperationInput<typeof operations.advancePlan>;

/** The four phases of planning, and the report over them. */
export function phaseHandlers(tools: PlanTools, analyses: Analyses): Handler[] {
  const { memory } = tools;
  return [
    changeHandler(tools, operations.advancePlan, {
      isSlow: true,
      // Its files may be large, and the phase done again gives the same ones.
      isOutputStored: false,
      outside: async (context, { planId }): Promise<PhaseSurroundings> => {
        const loaded = await memory.load(context, planId);
        const project = await projectOf(context, loaded.row);
        return readSurroundings(analyses, context, loaded, project?.name ?? null);
      },
      draft: (scope, base, input, surroundings) =>
        advance(tools, base, input, {
          surroundings,
          now: toInstant(scope.clock.now()),
          check: (document) => memory.checkDocument(scope, document),
        }),
      answer: ({ plan, checked, extra }) => ({
        plan,
        isPassed: extra.isPassed(checked),
        findings: [
          ...extra.reasons,
          ...worstFindings(checked.findings, planLimits.findingsShownMax),
        ],
        files: extra.files,
      }),
    }),
    query(
      operations.reportPlan,
      async (context, { planId }) => {
        const loaded = await memory.load(context, planId);
        const { row, document, index } = loaded;
        const planning = planningOf(row);
        if (planning === null || planning.done.length === 0) {
          throw new MosaicError(
            'precondition_failed',
            'No phase of planning was done yet. Begin with: tony plan phase1',
          );
        }
        const surroundings = await readSurroundings(analyses, context, loaded, null);
        const checked = await memory.check(context, loaded);
        const judged = { plan: toPlan(row), document, index, checked };
        const wanted = wantedFacts(planning, recordOf(planning, 3)?.limits);
        const facts = await computeFacts(tools.compute, judged, surroundings, planning, wanted);
        return { files: reportFiles(facts) };
      },
      { isSlow: true },
    ),
  ];
}

interface AdvanceScope {
  readonly surroundings: PhaseSurroundings;
  readonly now: string;
  readonly check: (document: LoadedPlan['document']) => Promise<CheckedPlan>;
}

/** Does one phase; nothing is stored yet. */
async function advance(
  { compute }: PlanTools,
  base: LoadedPlan,
  input: AdvanceInput,
  { surroundings, now, check }: AdvanceScope,
) {
  const phase = input.phase as PhaseNumber;
  const before = settled(planningOf(base.row), input, base.row, { surroundings, now });
  requireTurn(before, phase);
  const parts = partsOf(phase, input.options);
  const { analysis } = surroundings.looked;
  const grown =
    phase === 2
      ? await decompose(base.document, parts, (document, areas) =>
          compute.gaps({ document, analysis, areas }),
        )
      : { document: base.document, decomposed: undefined };
  const index = grown.document === base.document ? base.index : indexPlan(grown.document);
  const limits = (phase === 4 ? recordOf(before, 3)?.limits : undefined) ?? input.limits;
  const record: PhaseRecord = {
    phase,
    options: parts,
    limits,
    at: now,
    decomposed: grown.decomposed,
  };
  const planning = { ...before, done: withPhase(before.done, record) };
  const checked = await check(index.document);
  const judged = { plan: toPlan(base.row), document: index.document, index, checked };
  const facts = await computeFacts(
    compute,
    { ...judged, plan: planOf(base, judged) },
    surroundings,
    planning,
    wantedFacts(planning, limits),
  );
  if (phase === 3 && facts.schedule === null) throw unschedulable(facts.scheduleNote);
  const certification =
    phase === 4 && parts.includes('certify') ? certify(facts, input) : undefined;
  const done = withPhase(before.done, { ...record, certification });
  const certified = { ...planning, done };
  return {
    document: index.document === base.document ? base.document : grown.document,
    what: `phase ${phase}: ${parts.join(', ')}`,
    columns: {
      planning: JSON.stringify(certified),
      stage: stageOf(certified),
      ...statusColumn(base.row, certified),
    },
    extra: {
      files: phaseFiles({ ...facts, planning: certified }, phase, parts),
      reasons: certification === undefined ? [] : reasonsOf(certification),
      isPassed: ({ isRunnable, counts }: CheckedPlan) => {
        if (phase !== 4) return true;
        return certification?.isPassed ?? (isRunnable && !(input.isStrict && counts.warning > 0));
      },
    },
  };
}

/** What planning was told before, and now. */
function settled(
  known: Planning | null,
  { projectName, methodology, phases, workspace }: AdvanceInput,
  row: StoredPlan,
  { surroundings, now }: Pick<AdvanceScope, 'surroundings' | 'now'>,
): Planning {
  return {
    projectName: projectName ?? known?.projectName ?? surroundings.projectName ?? row.title,
    methodology: methodology ?? known?.methodology ?? 'iterative',
    phases: phases ?? known?.phases ?? 4,
    workspace: workspace ?? known?.workspace ?? planningWorkspaceDefault,
    initializedAt: known?.initializedAt ?? toInstant(row.created_at),
    updatedAt: now,
    done: known?.done ?? [],
  };
}

function wantedFacts(planning: Planning, limits: PlanLimits | undefined) {
  return {
    limits: limits ?? { workers: 2, agents: {}, separateFiles: true },
    triesWorkers: recordOf(planning, 3)?.options.includes('optimize-resources') ?? false,
  };
}

/** The plan as it will be once this phase is stored. */
function planOf(base: LoadedPlan, { plan, document, index, checked }: JudgedPlan): Plan {
  const isChanged = document !== base.document;
  return {
    ...plan,
    ...summarise(index, checked.counts),
    version: isChanged ? plan.version + 1 : plan.version,
  };
}

/** A mission that runs decides by itself; planning decides between draft and certified. */
function statusColumn(row: StoredPlan, planning: Planning): Partial<StoredPlan> {
  if (row.status === 'running') return {};
  const status = statusOf(planning);
  return status === 'certified' || row.status === 'certified' ? { status } : {};
}

/** The checks that failed, as findings of the plan as a whole. */
function reasonsOf({ checks }: Certification): PlanFinding[] {
  return checks
    .filter(({ isPassed }) => !isPassed)
    .map(({ name, detail }) => ({
      code: `certification_${name}`,
      severity: 'error',
      path: [],
      message: detail,
    }));
}

function unschedulable(note: string | null): MosaicError {
  return new MosaicError(
    'precondition_failed',
    `Nothing can be optimised: ${note ?? 'the plan has no schedule.'}`,
  );
}
