import type { Client } from '@mosaic/client';
import {
  type OperationOutput,
  type OperationRawInput,
  operations,
  type Plan,
  type PlanDocument,
  type PlanEdit,
  type PlanFinding,
  type PlanForecast,
  type PlanGapArea,
  type PlanGaps,
  PlanId,
  type PlanSchedule,
} from '@mosaic/contract';

type Limits = NonNullable<OperationRawInput<typeof operations.schedulePlan>['limits']>;
type Document = Extract<OperationRawInput<typeof operations.addPlan>['from'], { kind: 'document' }>;
type Advance = Omit<OperationRawInput<typeof operations.advancePlan>, 'planId'>;

/** How a goal is turned into a plan. */
export interface PlanOptions {
  /** The repository it is for, as a project of the hub; its analysis shapes the plan. */
  readonly projectId?: string;
  /** Name of the template to use instead of the one that fits best. */
  readonly template?: string;
  /** Whether the configured model is asked; where there is one unless given. */
  readonly model?: 'auto' | 'always' | 'never';
  readonly limits?: Limits;
}

/** A plan as it was just made. */
export interface MadePlan {
  readonly plan: Plan;
  readonly document: PlanDocument;
  readonly findings: readonly PlanFinding[];
  /** How it came about, such as the template that was used. */
  readonly notes: readonly string[];
  /** Null while errors keep the plan from being scheduled. */
  readonly schedule: PlanSchedule | null;
  readonly forecast: PlanForecast | null;
}

/** The planning engine of a hub. A plan is named by its id, or by its epic such as `E.001`. */
export interface PlanningEngine {
  /** Makes a plan from one sentence. */
  plan(goal: string, options?: PlanOptions): Promise<MadePlan>;
  /** Makes a plan from a document: PRD, outline, tasks.md, review report, decomposition, JSON. */
  read(text: string, options?: Omit<Document, 'kind' | 'text'> & PlanOptions): Promise<MadePlan>;
  list(projectId?: string): Promise<readonly Plan[]>;
  show(plan: string): Promise<Plan>;
  document(plan: string): Promise<PlanDocument>;
  check(plan: string): Promise<OperationOutput<typeof operations.checkPlan>>;
  schedule(plan: string, limits?: Limits): Promise<PlanSchedule>;
  forecast(
    plan: string,
    options?: Omit<OperationRawInput<typeof operations.forecastPlan>, 'planId'>,
  ): Promise<PlanForecast>;
  compare(
    plan: string,
    scenarios: OperationRawInput<typeof operations.comparePlan>['scenarios'],
  ): Promise<OperationOutput<typeof operations.comparePlan>>;
  gaps(plan: string, areas?: readonly PlanGapArea[]): Promise<PlanGaps>;
  /** Adds what the gap analysis found missing. */
  fill(plan: string, areas?: readonly PlanGapArea[]): Promise<PlanGaps>;
  edit(
    plan: string,
    edits: readonly PlanEdit[],
  ): Promise<OperationOutput<typeof operations.editPlan>>;
  /** Does one of the four phases. */
  advance(plan: string, options: Advance): Promise<OperationOutput<typeof operations.advancePlan>>;
  progress(plan: string): Promise<OperationOutput<typeof operations.planProgress>>;
  export(plan: string, format?: 'markdown' | 'json'): Promise<string>;
}

export function createPlanningEngine(client: Client): PlanningEngine {
  const idOf = async (plan: string): Promise<{ planId: string }> => {
    if (PlanId.safeParse(plan).success) return { planId: plan };
    const { id } = await client.call(operations.findPlan, { epicId: plan });
    return { planId: id };
  };
  const areasOf = (areas: readonly PlanGapArea[] | undefined) =>
    areas === undefined ? {} : { areas: [...areas] };
  const make = (
    from: OperationRawInput<typeof operations.addPlan>['from'],
    { projectId, limits }: PlanOptions,
  ) => makePlan(client, { from, ...(projectId === undefined ? {} : { projectId }) }, limits ?? {});
  return {
    plan(goal, options = {}) {
      const { template, model } = options;
      const asked = {
        ...(template === undefined ? {} : { template }),
        ...(model === undefined ? {} : { model }),
      };
      return make({ kind: 'goal', goal, ...asked }, options);
    },
    read(text, { name, format, ...options } = {}) {
      const said = {
        ...(name === undefined ? {} : { name }),
        ...(format === undefined ? {} : { format }),
      };
      return make({ kind: 'document', text, ...said }, options);
    },
    list: (projectId) => listAll(client, projectId),
    show: async (plan) => client.call(operations.showPlan, await idOf(plan)),
    async document(plan) {
      return (await client.call(operations.planDocument, await idOf(plan))).document;
    },
    check: async (plan) => client.call(operations.checkPlan, await idOf(plan)),
    schedule: async (plan, limits = {}) =>
      client.call(operations.schedulePlan, { ...(await idOf(plan)), limits }),
    forecast: async (plan, options = {}) =>
      client.call(operations.forecastPlan, { ...options, ...(await idOf(plan)) }),
    compare: async (plan, scenarios) =>
      client.call(operations.comparePlan, { ...(await idOf(plan)), scenarios }),
    gaps: async (plan, areas) =>
      client.call(operations.planGaps, { ...(await idOf(plan)), ...areasOf(areas) }),
    async fill(plan, areas) {
      const input = { ...(await idOf(plan)), ...areasOf(areas) };
      return (await client.call(operations.fillPlan, input)).gaps;
    },
    edit: async (plan, edits) =>
      client.call(operations.editPlan, { ...(await idOf(plan)), edits: [...edits] }),
    advance: async (plan, options) =>
      client.call(operations.advancePlan, { ...options, ...(await idOf(plan)) }),
    progress: async (plan) => client.call(operations.planProgress, await idOf(plan)),
    async export(plan, format = 'markdown') {
      return (await client.call(operations.exportPlan, { ...(await idOf(plan)), format })).text;
    },
  };
}

async function listAll(client: Client, projectId: string | undefined): Promise<readonly Plan[]> {
  const plans: Plan[] = [];
  let cursor: string | null = null;
  do {
    const { items, nextCursor }: OperationOutput<typeof operations.listPlans> = await client.call(
      operations.listPlans,
      {
        limit: 500,
        ...(projectId === undefined ? {} : { projectId }),
        ...(cursor === null ? {} : { cursor }),
      },
    );
    plans.push(...items);
    cursor = nextCursor;
  } while (cursor !== null);
  return plans;
}

/** Makes a plan and looks at it: its nodes, when what is done, and how sure that is. */
async function makePlan(
  client: Client,
  input: OperationRawInput<typeof operations.addPlan>,
  limits: Limits,
): Promise<MadePlan> {
  const { plan, findings, notes } = await client.call(operations.addPlan, input);
  const { document } = await client.call(operations.planDocument, { planId: plan.id });
  if (plan.findings.error > 0) {
    return { plan, document, findings, notes, schedule: null, forecast: null };
  }
  const about = { planId: plan.id, limits };
  const [schedule, forecast] = await Promise.all([
    client.call(operations.schedulePlan, about),
    client.call(operations.forecastPlan, about),
  ]);
  return { plan, document, findings, notes, schedule, forecast };
}
