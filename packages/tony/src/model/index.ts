export type { PlanningUsage } from './model-usage.ts';
export {
  type ModelPlanning,
  type PlanningProgress,
  type PlanWithModelOptions,
  planWithModel,
  type RefusedProposal,
} from './plan-with-model.ts';
export {
  createPlanningModel,
  type ModelProvider,
  modelProviders,
  type PlanningModel,
  type PlanningModelSettings,
} from './planning-model.ts';
