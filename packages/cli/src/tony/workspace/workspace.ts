import { existsSync, realpathSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import type { Io } from '../../io.ts';

/** Where the files of the planning phases are. */
export interface Workspace {
  readonly root: string;
  /** Folder below which nothing may be a symbolic link: the repository, or the workspace itself. */
  readonly base: string;
  /** Root of the git repository around here; null outside of one. */
  readonly repository: string | null;
  /** How people see the workspace. */
  readonly name: string;
}

const workspaceDefault = 'docs/task-management/planning';

/** The workspace of `TONY_PLANNING_WORKSPACE`, else the usual folder of the repository around here. */
export function locateWorkspace({ env, cwd }: Pick<Io, 'env' | 'cwd'>): Workspace {
  const repository = repositoryAround(cwd);
  const given = env.TONY_PLANNING_WORKSPACE || null;
  const root = given === null ? join(repository ?? cwd, workspaceDefault) : resolve(cwd, given);
  const around = repository ?? cwd;
  return {
    root,
    base: isBelow(root, around) ? around : root,
    repository,
    name: isBelow(root, cwd) ? relative(cwd, root) || '.' : root,
  };
}

/** The nearest folder upwards that git knows as a repository. */
function repositoryAround(cwd: string): string | null {
  for (let folder = cwd; ; folder = dirname(folder)) {
    if (existsSync(join(folder, '.git'))) return realpathSync(folder);
    if (dirname(folder) === folder) return null;
  }
}

function isBelow(path: string, folder: string): boolean {
  return path === folder || path.startsWith(folder.endsWith(sep) ? folder : folder + sep);
}
