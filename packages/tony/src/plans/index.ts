export { type PlansOptions, plansModule } from './service.ts';
