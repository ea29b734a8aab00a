import { documentLimits } from '../documents/document-limits.ts';
import { safePath } from './safe-path.ts';

export interface FileReference {
  path: string;
  line: number | null;
}

export interface FileReferences {
  files: FileReference[];
  /** What looked like a path and must not be used, with the reason. */
  rejected: string[];
}

/**
 * Finds the files a text names: `path:12`, `path:12:5`, `path:10-20`, `path#L12`,
 * `path (line 12)`, `path, lines 12-20`, links.
 *
 * Behind a label such as `File:` (`isLabelled`) every word may be a path; in prose only
 * what has a folder or a line, so that "Node.js" and "and/or" are not taken for files.
 */
export function fileReferences(text: string, isLabelled: boolean): FileReferences {
  const result: FileReferences = { files: [], rejected: [] };
  let last: FileReference | null = null;
  let gapStart = 0;
  for (const match of text.matchAll(token)) {
    if (result.files.length >= documentLimits.filesPerFindingMax) break;
    const candidate = candidateOf(match);
    const located = splitLocation(candidate.text);
    if (last !== null && isLabelled && /^L?\d{1,7}(?:[-–]L?\d{1,7})?$/.test(candidate.text)) {
      last = addLine(result.files, last, Number.parseInt(candidate.text.replace('L', ''), 10));
      continue;
    }
    if (!isPathLike(located, candidate.isMarked, isLabelled)) continue;
    completeLine(last, text.slice(gapStart, match.index));
    gapStart = match.index + match[0].length;
    const verdict = safePath(located.path);
    last = null;
    if ('problem' in verdict) {
      // Prose may well speak of "/etc/passwd"; a label claims that it is a file of the project.
      if (isLabelled)
        result.rejected.push(`path "${located.path.slice(0, 80)}" ${verdict.problem}`);
    } else {
      last = { path: verdict.path, line: located.line };
      result.files.push(last);
    }
  }
  completeLine(last, text.slice(gapStart));
  return { ...result, files: unique(result.files) };
}

/** A code span, a link, or a word. Spans and links are bounded so that unclosed ones stay cheap. */
const token = /`([^`\n]{1,400})`|\[([^\]\n]{0,200})\]\(([^)\s]{1,400})\)|[^\s,;|`]+/g;

function candidateOf(match: RegExpExecArray): { text: string; isMarked: boolean } {
  if (match[1] !== undefined) return { text: match[1].trim(), isMarked: true };
  if (match[3] === undefined) return { text: trimWord(match[0]), isMarked: false };
  const target = match[3];
  const label = (match[2] ?? '').replaceAll('`', '');
  return {
    text: /^[a-z]+:/i.test(target) || target.startsWith('#') ? label : target,
    isMarked: true,
  };
}

/** Removes the punctuation around a word, but not the brackets of `app/(group)/[id].ts`. */
function trimWord(word: string): string {
  if (word.length > 450) return '';
  let text = word.replace(/^["'*_<(]+(?=[\w.@~/\\[(])/, '').replace(/["'*_>.,:!?]+$/, '');
  while (text.endsWith(')') && !text.includes('(')) text = text.slice(0, -1);
  return text.replace(/["'*_>.,:!?]+$/, '');
}

interface Located {
  path: string;
  line: number | null;
}

function splitLocation(text: string): Located {
  const suffix =
    /(?:#L(\d{1,7})(?:C\d{1,5})?(?:-L?\d{1,7}(?:C\d{1,5})?)?|:L?(\d{1,7})(?::\d{1,7})?(?:[-–]L?\d{1,7}(?::\d{1,7})?)?)$/;
  const match = text.length > 450 ? null : suffix.exec(text);
  if (match === null) return { path: text.replace(/#[\w-]*$/, ''), line: null };
  const line = Number(match[1] ?? match[2]);
  return { path: text.slice(0, match.index), line: line >= 1 ? line : null };
}

/** Files without a folder that are files all the same; `UserService.login` is none. */
const bareName =
  /^(?:[A-Z][a-z]+file|LICENSE|CODEOWNERS|\.[a-z][\w.-]*|[\w.-]+\.(?:[a-z][a-z0-9]{0,3}|[a-z]{0,3}json[c5]?|astro|graphql|prisma|proto|svelte|swift|template))$/;

function isPathLike({ path, line }: Located, isMarked: boolean, isLabelled: boolean): boolean {
  if (path === '' || path.includes('://') || !/[A-Za-z0-9]/.test(path)) return false;
  if (/^(?:n\/a|e\.g|i\.e|and\/or|none|unknown)$/i.test(path)) return false;
  const hasFolder = /[/\\]/.test(path);
  const hasExtension = /[^/\\\s]\.[A-Za-z][A-Za-z0-9]{0,9}$|[/\\]\.[A-Za-z][\w.-]*$/.test(path);
  if (!isLabelled) return !/\s/.test(path) && hasExtension && (hasFolder || line !== null);
  if (/\s/.test(path)) return isMarked && hasFolder && hasExtension;
  return hasFolder || (hasExtension && line !== null) || bareName.test(path);
}

/** Applies "(line 12)" and "lines 12-20" that follow a path without a line. */
function completeLine(file: FileReference | null, gap: string): void {
  if (file === null || file.line !== null) return;
  const line = /^[^\p{L}]{0,8}(?:lines?|ln?)\.?[ :#~]{0,3}(\d{1,7})/iu.exec(gap)?.[1];
  if (line !== undefined && Number(line) >= 1) file.line = Number(line);
}

/** `src/a.ts:12, 45`: one more line of the same file. */
function addLine(files: FileReference[], last: FileReference, line: number): FileReference {
  if (!(line >= 1)) return last;
  if (last.line === null) {
    last.line = line;
    return last;
  }
  const more = { path: last.path, line };
  files.push(more);
  return more;
}

function unique(files: readonly FileReference[]): FileReference[] {
  const seen = new Set<string>();
  return files.filter(({ path, line }) => {
    const key = `${path}:${line}`;
    return !seen.has(key) && seen.add(key);
  });
}
