import { realpathSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Client } from '@mosaic/client';
import { type Mission, MosaicError, operations, type Project } from '@mosaic/contract';
import { allPages } from '../hub/all-pages.ts';
import { isOver, newestMission } from '../hub/newest-mission.ts';
import { addSampleProject, samplePath } from './sample-project.ts';
import type { StartOptions } from './start-options.ts';

export interface ChooseContext {
  readonly client: Client;
  readonly options: StartOptions;
  readonly home: string;
  readonly cwd: string;
  readonly nowMs: number;
  readonly note: (text: string) => void;
}

/** A mission to follow and the project it works on. */
export interface ChosenMission {
  readonly mission: Mission;
  readonly project: Project;
}

/**
 * Decides which mission `start` follows, starting one where that is wanted.
 *
 * An unfinished mission is followed rather than doubled: the hub took it up again by
 * itself. Null when there is nothing to do but serve.
 */
export async function chooseMission(context: ChooseContext): Promise<ChosenMission | null> {
  if (context.options.project !== null) return await ownMission(context, context.options.project);
  if (!context.options.hasSample) return null;
  const projects = await allPages(context.client, operations.listProjects, {});
  if (projects.length === 0) {
    context.note('There is no project yet: creating a sample repository with genuine defects.');
    const { client, home, nowMs } = context;
    return await startOn(context, await addSampleProject(client, home, nowMs));
  }
  return await knownMission(context, projects);
}

/** The mission on a repository of the user. */
async function ownMission(context: ChooseContext, given: string): Promise<ChosenMission> {
  const { client, note } = context;
  const project = await projectAt(client, repositoryPath(context.cwd, given));
  const newest = await newestMission(client, project.id);
  if (newest === null || isOver(newest)) return await startOn(context, project);
  note(`Mission ${newest.name} on ${project.name} is not finished: following it.`);
  return { mission: newest, project };
}

/** What goes on with the projects there are: the unfinished mission, or the newest to report. */
async function knownMission(
  context: ChooseContext,
  projects: readonly Project[],
): Promise<ChosenMission | null> {
  const { client, home, note, options } = context;
  const newest = await newestMission(client);
  const sample = projects.find((project) => project.path === samplePath(home));
  if (newest === null) return sample === undefined ? null : await startOn(context, sample);
  if (isOver(newest) && !options.isOnce) return null;
  const project = projects.find((candidate) => candidate.id === newest.projectId);
  if (project === undefined) return null;
  note(
    isOver(newest)
      ? `Mission ${newest.name} on ${project.name} is over already.`
      : `Mission ${newest.name} on ${project.name} is not finished: following it.`,
  );
  return { mission: newest, project };
}

async function startOn(context: ChooseContext, project: Project): Promise<ChosenMission> {
  const { client, options } = context;
  const mission = await client.call(operations.startMission, {
    projectId: project.id,
    ...(options.report === null ? {} : { report: options.report }),
    runtime: options.runtime,
    maxWorkers: options.workers,
  });
  context.note(`Started mission ${mission.name} on ${project.path}.`);
  return { mission, project };
}

/** The project of a repository; registers it the first time. */
async function projectAt(client: Client, path: string): Promise<Project> {
  const projects = await allPages(client, operations.listProjects, {});
  const known = projects.find((project) => project.path === path);
  return known ?? (await client.call(operations.addProject, { path }));
}

function repositoryPath(cwd: string, given: string): string {
  const path = resolve(cwd, given);
  try {
    return realpathSync(path);
  } catch (cause) {
    throw new MosaicError('not_found', `There is no folder ${path}. Name a git repository.`, {
      cause,
    });
  }
}
