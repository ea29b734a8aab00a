export { matchTemplates, type TemplateMatch } from './match-templates.ts';
export { planFromTemplate, type TemplateOptions } from './plan-from-template.ts';
export type { PlanTemplate } from './template.ts';
export { templates } from './templates.ts';
