import { MosaicError, type PlanDocument, type RepositoryAnalysis } from '@mosaic/contract';
import { expandOutline } from './expand-outline.ts';
import { readSetting } from './read-setting.ts';
import type { PlanTemplate } from './template.ts';
import { templates } from './templates.ts';

export interface TemplateOptions {
  readonly goal: string;
  /** What the repository is made of; usual paths are taken where it is null. */
  readonly analysis: RepositoryAnalysis | null;
  /** Number of the epic, from 1. */
  readonly epicNumber: number;
}

/**
 * Fills a template, given itself or by its name, with a goal and a repository.
 *
 * Pure: the same goal and analysis give the same plan. The plan says everywhere that it came from a
 * template. Throws `not_found` for a name that is none.
 */
export function planFromTemplate(
  template: PlanTemplate | string,
  { goal, analysis, epicNumber }: TemplateOptions,
): PlanDocument {
  const own = typeof template === 'string' ? findTemplate(template) : template;
  const setting = readSetting(goal, analysis);
  const place =
    analysis === null
      ? 'No repository was looked at: paths are the usual ones.'
      : `Paths are those of ${analysis.name} at ${analysis.commit.slice(0, 12)}.`;
  const [title = ''] = goal.trim().split('\n');
  return expandOutline(own.outline(setting), {
    title: title === '' ? own.title : title,
    goal: goal.trim(),
    template: own.name,
    description: `${own.summary}\n\nMade from the template "${own.name}". ${place}`,
    criteria: [
      `All features are accepted and ${setting.testCommand} passes on a fresh checkout.`,
      'What is left open is written down with its reason.',
    ],
    epicNumber,
    analysis,
  });
}

function findTemplate(name: string): PlanTemplate {
  const found = templates.find((template) => template.name === name);
  if (found !== undefined) return found;
  const names = templates.map((template) => template.name).join(', ');
  throw new MosaicError(
    'not_found',
    `There is no plan template "${name.slice(0, 60)}". Use one of: ${names}.`,
  );
}
