import { documentLimits } from '../documents/document-limits.ts';

/** A path inside the repository, or why it is none. */
export type PathVerdict = { path: string } | { problem: string };

/**
 * Normalises a path of a report. Reports are foreign text: a path that leaves the
 * repository, or that enters git's own folder, is never passed on.
 */
export function safePath(text: string): PathVerdict {
  const path = text
    .replaceAll('\\', '/')
    .replace(/^(?:\.\/)+/, '')
    .replaceAll(/\/{2,}/g, '/')
    .replace(/\/$/, '');
  if (path === '' || path === '.') return { problem: 'is empty' };
  if (path.length > documentLimits.pathCharsMax) return { problem: 'is too long' };
  if (/^(?:\/|~|[A-Za-z]:)/.test(path)) return { problem: 'is not relative to the repository' };
  const segments = path.split('/');
  if (segments.includes('..')) return { problem: 'leaves the repository' };
  if (segments.some((segment) => segment.toLowerCase() === '.git')) {
    return { problem: "is git's own" };
  }
  if (segments.includes('.')) return { path: segments.filter((each) => each !== '.').join('/') };
  return /[*?<>"|`\n\t]/.test(path) ? { problem: 'is not the name of one file' } : { path };
}
