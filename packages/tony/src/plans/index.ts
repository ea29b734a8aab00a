export type { PlanningModelSettings } from '../model/planning-model.ts';
export { type PlansOptions, plansModule } from './service.ts';
