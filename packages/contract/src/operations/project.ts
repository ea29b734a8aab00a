import { z } from 'zod';
import { PageInput, page, ShortName } from '../entities/fields.ts';
import { Gate, Project } from '../entities/project.ts';
import { ProjectId } from '../ids.ts';
import { operation } from '../operation.ts';

const settings = {
  /** Null detects the scripts `lint`, `typecheck` and `test` of the repository. */
  gates: z.array(Gate).max(20).optional(),
  lentPaths: z.array(z.string().min(1).max(400)).max(20).optional(),
  egressHosts: z.array(z.string().min(1).max(260)).max(50).optional(),
};

/** Registers a git repository; gates are detected from it when none are given. */
export const addProject = operation({
  name: 'project.add',
  kind: 'command',
  summary: 'Register a git repository to work on.',
  permission: 'project:write',
  input: z.object({ path: z.string().min(1).max(4_000), name: ShortName.optional(), ...settings }),
  output: Project,
  errors: ['conflict', 'precondition_failed'],
  example: { path: '/srv/repositories/shop', name: 'shop' },
});

export const updateProject = operation({
  name: 'project.update',
  kind: 'command',
  summary: 'Change the gates, lent paths or reachable hosts of a project.',
  permission: 'project:write',
  input: z.object({ projectId: ProjectId, ...settings }),
  output: Project,
  errors: ['not_found'],
  example: {
    projectId: 'prj_0190b5c8-6c1f-7000-8000-000000000000',
    gates: [{ name: 'test', command: 'npm test' }],
  },
});

export const listProjects = operation({
  name: 'project.list',
  kind: 'query',
  summary: 'List the projects.',
  permission: 'project:read',
  input: z.object({ ...PageInput }),
  output: page(Project),
  errors: [],
  example: {},
});

export const showProject = operation({
  name: 'project.show',
  kind: 'query',
  summary: 'Show one project.',
  permission: 'project:read',
  input: z.object({ projectId: ProjectId }),
  output: Project,
  errors: ['not_found'],
  example: { projectId: 'prj_0190b5c8-6c1f-7000-8000-000000000000' },
});
