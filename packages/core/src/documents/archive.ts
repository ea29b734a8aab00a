/** Files the engine keeps on the mission branch while a mission runs. */
export const stateFiles = {
  tasks: 'docs/tasks.md',
  learnings: 'docs/orchestrator-learnings.json',
  deferredErrors: 'docs/deferred-errors.md',
} as const;

export const archiveFolder = 'docs/tasks/';

/** `M6 Agent/Fixes` → `M6-Agent-Fixes`: a file name on every system, never empty. */
export function milestoneSlug(milestone: string): string {
  const slug = milestone
    .normalize('NFKD')
    .replaceAll(/[^A-Za-z0-9._-]+/g, '-')
    .replaceAll(/\.{2,}/g, '.')
    .replaceAll(/^[-.]+|[-.]+$/g, '')
    .slice(0, 100);
  return slug === '' ? 'mission' : slug;
}

/** Where the state files of a finished mission go. */
export function archivePaths(milestone: string): { tasks: string; learnings: string } {
  const base = archiveFolder + milestoneSlug(milestone);
  return { tasks: `${base}-tasks.md`, learnings: `${base}-learnings.json` };
}

/** A file of the repository with the time of the commit that last changed it. */
export interface DatedFile {
  path: string;
  changedMs: number;
}

/** The task table archived last; null when there is none. Names decide between equal times. */
export function newestArchive(files: readonly DatedFile[]): DatedFile | null {
  const archives = files.filter((file) => /^docs\/tasks\/[^/]+-tasks\.md$/.test(file.path));
  return archives.reduce<DatedFile | null>((newest, file) => {
    if (newest === null || file.changedMs > newest.changedMs) return file;
    return file.changedMs === newest.changedMs && file.path > newest.path ? file : newest;
  }, null);
}

/** What to do when a mission starts on a repository. */
export type RecoveryDecision =
  | { kind: 'continue'; path: string }
  | { kind: 'restore'; from: string; to: string }
  | { kind: 'ask'; archive: string; message: string }
  | { kind: 'bootstrap' };

/**
 * Decides how a start treats what is there: an existing table is continued, an archived
 * one only when the user said so, since somebody may have archived it on purpose.
 */
export function recoveryDecision(input: {
  files: readonly DatedFile[];
  /** What the user wants; null when nothing was said. */
  wish: 'archive' | 'bootstrap' | null;
}): RecoveryDecision {
  if (input.wish === 'bootstrap') return { kind: 'bootstrap' };
  if (input.files.some((file) => file.path === stateFiles.tasks)) {
    return { kind: 'continue', path: stateFiles.tasks };
  }
  const archive = newestArchive(input.files);
  if (archive === null) return { kind: 'bootstrap' };
  if (input.wish === 'archive') {
    return { kind: 'restore', from: archive.path, to: stateFiles.tasks };
  }
  const message = `${stateFiles.tasks} is gone, and ${archive.path} is the newest archive. Resume from the archive or start fresh.`;
  return { kind: 'ask', archive: archive.path, message };
}
