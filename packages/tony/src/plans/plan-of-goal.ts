import { MosaicError, type RepositoryAnalysis } from '@mosaic/contract';
import type { QueryContext } from '@mosaic/mcp';
import type { PlanningModelSettings } from '../model/planning-model.ts';
import { matchTemplates } from '../templates/match-templates.ts';
import { planFromTemplate } from '../templates/plan-from-template.ts';
import { templates } from '../templates/templates.ts';
import type { Analyses } from './analyses.ts';
import { firstFreeNumber } from './epic-numbers.ts';
import { planLimits } from './limits.ts';
import { lookAt } from './look-at.ts';
import type { From, MadePlan, MakeInput } from './make-plan.ts';

/** The model that plans, and what one plan may cost. */
export interface ModelTerms {
  readonly settings: PlanningModelSettings;
  readonly budget: { readonly calls: number; readonly tokens: number };
}

export interface GoalTools {
  readonly analyses: Analyses;
  /** Null where none is configured. */
  readonly terms: ModelTerms | null;
}

type Goal = Extract<From, { kind: 'goal' }>;

/** Facts about the repository, or why there are none. */
interface Looked {
  readonly analysis: RepositoryAnalysis | null;
  readonly notes: readonly string[];
}

/**
 * Plans a goal with the model where there is one, else with the template that fits best. A
 * template that is named is taken in any case, and one that is taken is told of in the notes.
 */
export function createGoalPlanner({ analyses, terms }: GoalTools) {
  let underWay = 0;
  return async (context: QueryContext, goal: Goal, input: MakeInput): Promise<MadePlan> => {
    const wantsModel = goal.model !== 'never' && goal.template === undefined;
    if (goal.model === 'always' && terms === null) throw noModel();
    const { analysis, note } = await lookAt(analyses, context, input.projectId ?? '');
    const isAsked = input.projectId !== undefined && note !== null;
    const looked: Looked = { analysis, notes: isAsked ? [note] : [] };
    if (!wantsModel || terms === null) {
      const why = goal.template === undefined ? whyNone(goal) : 'as asked for';
      return ofTemplate(goal, looked, input, why);
    }
    if (underWay >= planLimits.planningsMax) throw tooMany();
    underWay += 1;
    try {
      return await ofModel(context, goal, looked, input, terms);
    } finally {
      underWay -= 1;
    }
  };
}

function whyNone({ model }: Goal): string {
  return model === 'never' ? 'no model was to be asked' : 'no model is configured';
}

function ofTemplate(
  { goal, template }: Goal,
  { analysis, notes }: Looked,
  { taken }: MakeInput,
  why: string,
): MadePlan {
  const [best] = matchTemplates(goal);
  const chosen =
    template === undefined ? best?.template : templates.find(({ name }) => name === template);
  if (chosen === undefined) throw noTemplate(template ?? '');
  const document = planFromTemplate(chosen, {
    goal,
    analysis,
    epicNumber: firstFreeNumber(taken),
  });
  const made = `Made from the template "${chosen.title}" (${chosen.name}): ${why}.`;
  return { document, isDrafting: false, notes: [made, ...notes] };
}

async function ofModel(
  context: QueryContext,
  goal: Goal,
  looked: Looked,
  input: MakeInput,
  { settings, budget }: ModelTerms,
): Promise<MadePlan> {
  // What talks to models is loaded by hubs that have one.
  const { createPlanningModel, planWithModel } = await import('../model/index.ts');
  const model = createPlanningModel(settings);
  const late = new AbortController();
  const callOff = context.clock.after(planLimits.modelMsMax, () => late.abort());
  const planned = await planWithModel({
    model,
    goal: goal.goal,
    analysis: looked.analysis,
    budget,
    signal: AbortSignal.any([context.signal, late.signal]),
    epicNumber: firstFreeNumber(input.taken),
  }).finally(callOff);
  const { document, end, usage } = planned;
  const message = late.signal.aborted
    ? `Planning was ended after ${planLimits.modelMsMax / 60_000} minutes.`
    : planned.message;
  const cost = `Planned by ${model.name}: ${usage.calls} questions.`;
  if (end === 'failed' && goal.model === 'auto') {
    const why = `${model.name} could not be asked (${message ?? 'for no reason given'})`;
    return ofTemplate(goal, looked, input, why);
  }
  if (document.nodes.length === 0) {
    throw new MosaicError('unavailable', message ?? 'The model gave no plan.');
  }
  const told = message === null ? [] : [message];
  return { document, isDrafting: false, notes: [...told, cost, ...looked.notes] };
}

function noModel(): MosaicError {
  return new MosaicError(
    'precondition_failed',
    'No model is configured for planning. Set MOSAIC_PLANNING_PROVIDER and MOSAIC_PLANNING_MODEL, or leave the choice to the hub.',
  );
}

function noTemplate(name: string): MosaicError {
  const names = templates.map((template) => template.name).join(', ');
  return new MosaicError('not_found', `There is no template "${name}". There are: ${names}.`);
}

function tooMany(): MosaicError {
  return new MosaicError(
    'unavailable',
    `The model already makes ${planLimits.planningsMax} plans. Try again in a minute, or plan from a template.`,
  );
}
