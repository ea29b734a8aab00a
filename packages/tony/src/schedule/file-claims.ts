import type { ClaimsBuilder } from './claims.ts';
import { fixedFolder, globsOverlap, isGlob, normalPath } from './glob-overlap.ts';

/**
 * Keeps jobs apart that change the same files.
 *
 * Every path and glob that more than one job may meet in is a counter of its own. A glob has a
 * second one, raised by the jobs whose paths it matches, so that a glob over a thousand files
 * costs each of them one entry and the glob one, not a thousand.
 */
export function claimFiles(
  builder: ClaimsBuilder,
  filesOf: (job: number) => readonly string[],
  jobs: number,
): void {
  const holders = new Map<string, number[]>();
  for (let job = 0; job < jobs; job += 1) {
    for (const file of filesOf(job)) {
      const pattern = normalPath(file);
      const known = holders.get(pattern);
      if (known === undefined) holders.set(pattern, [job]);
      else if (known[known.length - 1] !== job) known.push(job);
    }
  }
  const globs = indexGlobs([...holders.keys()].filter(isGlob));
  const counters = new Map<string, { own: number; near: number | null }>();
  const counterOf = (pattern: string) => {
    const known = counters.get(pattern);
    if (known !== undefined) return known;
    const made = {
      own: builder.counter(`file ${pattern}`),
      near: isGlob(pattern) ? builder.counter(`files of ${pattern}`) : null,
    };
    counters.set(pattern, made);
    for (const job of holders.get(pattern) ?? []) {
      builder.check(job, made.own, 0);
      builder.take(job, made.own, 1);
      if (made.near !== null) builder.check(job, made.near, 0);
    }
    return made;
  };
  for (const [pattern, jobsOfPattern] of holders) {
    if (jobsOfPattern.length > 1) counterOf(pattern);
    for (const glob of globs.overlapping(pattern)) {
      const { own, near } = counterOf(glob);
      for (const job of jobsOfPattern) {
        builder.check(job, own, 0);
        if (near !== null) builder.take(job, near, 1);
      }
    }
  }
}

/** Globs by the folder all their files are in, so that a path is held against few of them. */
function indexGlobs(globs: readonly string[]) {
  const byFolder = new Map<string, string[]>();
  for (const glob of globs) {
    const folder = fixedFolder(glob);
    const others = byFolder.get(folder);
    if (others === undefined) byFolder.set(folder, [glob]);
    else others.push(glob);
  }
  return {
    /** Globs that overlap with a pattern, itself excepted; of two globs, one finds the other. */
    overlapping(pattern: string): string[] {
      if (byFolder.size === 0) return [];
      const own = fixedFolder(pattern);
      const isOwnGlob = isGlob(pattern);
      const found: string[] = [];
      for (const folder of foldersAbove(own)) {
        for (const glob of byFolder.get(folder) ?? []) {
          // Two globs of one folder would find each other twice.
          const isSecond = isOwnGlob && folder === own && glob >= pattern;
          if (!isSecond && globsOverlap(glob, pattern)) found.push(glob);
        }
      }
      return found;
    },
  };
}

/** `a/b` gives `a/b`, `a` and the root, which is empty. */
function foldersAbove(folder: string): string[] {
  const folders = [folder];
  for (let rest = folder; rest !== ''; ) {
    const cut = rest.lastIndexOf('/');
    rest = cut === -1 ? '' : rest.slice(0, cut);
    folders.push(rest);
  }
  return folders;
}
