import { closeSync, openSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { plainLine } from '../../output/plain-text.ts';
import type { Workspace } from '../workspace/workspace.ts';

/** What a repository says it is for, in its own words, and where it says so. */
export interface StatedGoal {
  readonly goal: string;
  readonly file: string;
}

/** Bytes read of a file; the beginning says what it is about. */
const bytesRead = 32 * 1024;
/** Characters kept of a paragraph. */
const charsMax = 600;

/** The first paragraph of the README, else the description of the package; null without either. */
export function goalOfRepository({ repository }: Workspace): StatedGoal | null {
  if (repository === null) return null;
  for (const file of ['README.md', 'readme.md', 'README']) {
    const goal = firstParagraph(beginningOf(join(repository, file)));
    if (goal !== null) return { goal, file };
  }
  const goal = descriptionOf(beginningOf(join(repository, 'package.json')));
  return goal === null ? null : { goal, file: 'package.json' };
}

/** The first paragraph that is neither heading, badge, list, quote, code nor HTML. */
function firstParagraph(text: string): string | null {
  const paragraphs = text.replaceAll('\r', '').split(/\n\s*\n/);
  for (const paragraph of paragraphs) {
    const lines = paragraph.split('\n').filter((line) => !/^\s*(?:#|=+$|-+$)/.test(line));
    const line = plainLine(lines.join(' '));
    if (/^(?:[!<>`|*+-]|\[!|\d+\.)/.test(line) || !/\w+\s+\w+/.test(line)) continue;
    return line.slice(0, charsMax);
  }
  return null;
}

function descriptionOf(text: string): string | null {
  try {
    const { description }: { description?: unknown } = JSON.parse(text);
    const line = typeof description === 'string' ? plainLine(description) : '';
    return line === '' ? null : line.slice(0, charsMax);
  } catch {
    return null;
  }
}

function beginningOf(path: string): string {
  try {
    const file = openSync(path, 'r');
    try {
      const buffer = Buffer.alloc(bytesRead);
      return buffer.toString('utf8', 0, readSync(file, buffer, 0, bytesRead, 0));
    } finally {
      closeSync(file);
    }
  } catch {
    return '';
  }
}
