import { isMosaicError, operations, type Project } from '@mosaic/contract';
import { allPages } from '../hub/all-pages.ts';
import type { Tony } from './tony-command.ts';

/** The project of the repository around here; null where it is none yet. */
export async function findProject({ hub, workspace }: Tony): Promise<Project | null> {
  if (workspace.repository === null) return null;
  const projects = await allPages(hub.client, operations.listProjects, {});
  return projects.find(({ path }) => path === workspace.repository) ?? null;
}

/** The same, registered where it was not; null, with a word why, where that cannot be. */
export async function registerProject(tony: Tony): Promise<Project | null> {
  const { hub, workspace, session } = tony;
  const known = await findProject(tony);
  if (known !== null || workspace.repository === null) return known;
  if (!hub.isHere) {
    session.terminal.note('The hub runs elsewhere and does not see this repository.');
    return null;
  }
  try {
    const project = await hub.client.call(operations.addProject, { path: workspace.repository });
    session.terminal.note(`Registered ${project.path} as project ${project.name}.`);
    return project;
  } catch (error) {
    if (!isMosaicError(error) || error.code === 'unavailable') throw error;
    session.terminal.note(`Planning without the repository: ${error.message}`);
    return null;
  }
}
