export type {
  ModelProvider,
  PlanningModelSettings,
} from './model-settings.ts';
export type { PlanningUsage } from './model-usage.ts';
export {
  type ModelPlanning,
  type PlanningProgress,
  type PlanWithModelOptions,
  planWithModel,
  type RefusedProposal,
} from './plan-with-model.ts';
export { createPlanningModel, type PlanningModel } from './planning-model.ts';
