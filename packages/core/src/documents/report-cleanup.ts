import { milestoneSlug } from './archive.ts';

/** Where QA automation puts its reports. */
const pendingFolder = 'docs/reports/qa-automation/pending/';
const escalatedFolder = 'docs/reports/qa-automation/escalated/';

/** What happened; each event has one treatment. */
export type CleanupEvent =
  | { kind: 'task-succeeded'; task: CleanupTask }
  | { kind: 'task-failed'; task: CleanupTask }
  | { kind: 'phase-verified' }
  | { kind: 'milestone-completed'; milestone: string };

/** What ties a report file to a task. */
interface CleanupTask {
  key: string;
  findingId: string | null;
  /** Paths the finding names; QA automation puts them into file names, `/` written as `-` or `_`. */
  files: readonly string[];
}

export type CleanupAction =
  | { kind: 'delete'; path: string }
  | { kind: 'move'; path: string; to: string };

/**
 * Decides what happens to the reports that exist: success deletes the matching pending
 * ones, failure escalates them, a verified phase clears all pending ones, a finished
 * milestone archives the escalated ones. Files elsewhere are never named.
 */
export function planReportCleanup(
  event: CleanupEvent,
  existing: readonly string[],
): CleanupAction[] {
  const pending = existing.filter((path) => isBelow(path, pendingFolder));
  const remove = (paths: readonly string[]): CleanupAction[] =>
    paths.map((path) => ({ kind: 'delete', path }));
  const move = (paths: readonly string[], from: string, to: string): CleanupAction[] =>
    paths.map((path) => ({ kind: 'move', path, to: to + path.slice(from.length) }));
  switch (event.kind) {
    case 'task-succeeded':
      return remove(pending.filter((path) => belongsTo(path, event.task)));
    case 'task-failed':
      return move(
        pending.filter((path) => belongsTo(path, event.task)),
        pendingFolder,
        escalatedFolder,
      );
    case 'phase-verified':
      return remove(pending);
    case 'milestone-completed': {
      const escalated = existing.filter((path) => isBelow(path, escalatedFolder));
      const archive = `docs/tasks/${milestoneSlug(event.milestone)}-escalated/`;
      return move(escalated, escalatedFolder, archive);
    }
  }
}

function isBelow(path: string, folder: string): boolean {
  const rest = path.slice(folder.length);
  // A kept-folder marker is no report.
  return path.startsWith(folder) && rest !== '' && rest !== '.gitkeep' && !rest.includes('..');
}

function belongsTo(path: string, task: CleanupTask): boolean {
  const name = flat(path.slice(pendingFolder.length));
  const words = [task.key, ...(task.findingId === null ? [] : [task.findingId]), ...task.files];
  return words.some((word) => containsWhole(name, flat(word)));
}

/** Separators and case do not count: tools write paths into file names in several ways. */
function flat(text: string): string {
  return text.toLowerCase().replaceAll(/[^a-z0-9.]+/g, '-');
}

/** `SEC-1` is not in `SEC-12`, and `src-a.ts` not in `src-a.tsx`. */
function containsWhole(text: string, word: string): boolean {
  if (word === '' || word === '-') return false;
  for (let at = text.indexOf(word); at !== -1; at = text.indexOf(word, at + 1)) {
    const before = text.charAt(at - 1);
    const after = text.charAt(at + word.length);
    if (!/[a-z0-9]/.test(before) && !/[a-z0-9]/.test(after)) return true;
  }
  return false;
}
