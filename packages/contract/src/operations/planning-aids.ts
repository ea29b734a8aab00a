import { z } from 'zod';
import { RepositoryAnalysis } from '../entities/repository-analysis.ts';
import { ProjectId } from '../ids.ts';
import { operation } from '../operation.ts';

/** Read from the newest commit of the default branch; nothing of the repository is run. */
export const analyseRepository = operation({
  name: 'repository.analyse',
  kind: 'query',
  summary: 'Analyse what a repository is made of.',
  permission: 'project:read',
  input: z.object({ projectId: ProjectId }),
  output: RepositoryAnalysis,
  errors: ['not_found', 'precondition_failed'],
  example: { projectId: 'prj_0190b5c8-6c1f-7000-8000-000000000000' },
});

export const listTemplates = operation({
  name: 'template.list',
  kind: 'query',
  summary: 'List plan templates, best match first.',
  permission: 'plan:read',
  input: z.object({ goal: z.string().max(2_000).optional() }),
  output: z.object({
    items: z.array(
      z.object({
        name: z.string(),
        title: z.string(),
        summary: z.string(),
        keywords: z.array(z.string()),
        /** How well the goal fits, 0 to 1; null without a goal. */
        score: z.number().nullable(),
      }),
    ),
  }),
  errors: [],
  example: { goal: 'Build a REST API' },
});
