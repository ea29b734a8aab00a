import { resolve, sep } from 'node:path';
import type { Client } from '@mosaic/client';
import {
  MissionId,
  MosaicError,
  operations,
  PlanId,
  type Project,
  ProjectId,
  RunId,
  type Task,
  TaskId,
} from '@mosaic/contract';
import { allPages } from '../hub/all-pages.ts';
import { newestMission } from '../hub/newest-mission.ts';

/** The hub, asked for only when something has to be looked up. */
export type Connect = () => Client;

/** A mission by id or name; the newest one when nothing is given. */
export async function resolveMission(connect: Connect, text: string | undefined): Promise<string> {
  if (text !== undefined && MissionId.safeParse(text).success) return text;
  if (text === undefined) {
    const mission = await newestMission(connect());
    if (mission !== null) return mission.id;
    throw notFound('There is no mission yet. Start one with: mosaic mission start');
  }
  const missions = await allPages(connect(), operations.listMissions, {});
  const found = missions.filter((mission) => mission.name === text);
  return only(found, text, 'mission', 'mosaic mission list').id;
}

/** A task by id or key. The key must be unique among all missions. */
export async function resolveTask(connect: Connect, text: string): Promise<string> {
  if (TaskId.safeParse(text).success) return text;
  const tasks: Task[] = await allPages(connect(), operations.listTasks, {});
  const found = tasks.filter((task) => task.key.toLowerCase() === text.toLowerCase());
  return only(found, text, 'task', 'mosaic task list').id;
}

/** A run by id, or the newest one of a task. */
export async function resolveRun(connect: Connect, text: string): Promise<string> {
  if (RunId.safeParse(text).success) return text;
  const taskId = await resolveTask(connect, text);
  const { items } = await connect().call(operations.listRuns, { taskId, limit: 1 });
  const [newest] = items;
  if (newest !== undefined) return newest.id;
  throw notFound(`Task ${text} has no run yet. See: mosaic task show ${text}`);
}

/** A plan by id or epic; the newest one when nothing is given. */
export async function resolvePlan(connect: Connect, text: string | undefined): Promise<string> {
  if (text !== undefined && PlanId.safeParse(text).success) return text;
  if (text !== undefined && /^E\.\d{3}$/.test(text)) {
    return (await connect().call(operations.findPlan, { epicId: text })).id;
  }
  if (text !== undefined) {
    const message = `"${text}" is no plan. Give an epic such as E.001 or an id; see: mosaic plan list`;
    throw new MosaicError('invalid_input', message);
  }
  const { items } = await connect().call(operations.listPlans, { limit: 1 });
  const [newest] = items;
  if (newest !== undefined) return newest.id;
  throw notFound('There is no plan yet. Make one with: tony plan "Build a REST API"');
}

/** A project by id, name or path; without one the project around `cwd`, or the only one. */
export async function resolveProject(
  connect: Connect,
  text: string | undefined,
  cwd: string,
): Promise<string> {
  if (text !== undefined && ProjectId.safeParse(text).success) return text;
  const projects = await allPages(connect(), operations.listProjects, {});
  if (text !== undefined) {
    const path = resolve(cwd, text);
    const found = projects.filter((project) => project.name === text || project.path === path);
    return only(found, text, 'project', 'mosaic project list').id;
  }
  const around = projects
    .filter((project) => cwd === project.path || cwd.startsWith(project.path + sep))
    .sort((a: Project, b: Project) => b.path.length - a.path.length)[0];
  if (around !== undefined) return around.id;
  if (projects.length === 1 && projects[0] !== undefined) return projects[0].id;
  throw new MosaicError(
    'invalid_input',
    projects.length === 0
      ? 'There is no project yet. Add one with: mosaic project add PATH'
      : `Say which project: ${projects.map((project) => project.name).join(', ')}.`,
  );
}

function only<Item extends { id: string }>(
  found: readonly Item[],
  text: string,
  noun: string,
  help: string,
): Item {
  const [first] = found;
  if (first === undefined) throw notFound(`There is no ${noun} "${text}". See: ${help}`);
  if (found.length === 1) return first;
  const ids = found.slice(0, 10).map((item) => item.id);
  throw new MosaicError(
    'invalid_input',
    `"${text}" names ${found.length} ${noun}s. Say which: ${ids.join(', ')}`,
  );
}

function notFound(message: string): MosaicError {
  return new MosaicError('not_found', message);
}
