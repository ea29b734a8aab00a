import { documentLimits } from '../documents/document-limits.ts';
import { shorten } from '../documents/plain-text.ts';
import type { FindingDraft } from './finding-draft.ts';
import { closesFence, fenceMarker } from './scan-blocks.ts';

/** Bodies of the details; the overview's only when there are no others. The same text once. */
export function joinBodies(group: readonly FindingDraft[]): string {
  const texts = group.map((draft) => ({ text: bodyText(draft.body), isSummary: draft.isSummary }));
  const filled = texts.filter(({ text }) => text !== '');
  const details = filled.filter(({ isSummary }) => !isSummary);
  const chosen = (details.length > 0 ? details : filled).map(({ text }) => text);
  return shorten([...new Set(chosen)].join('\n\n'), documentLimits.bodyCharsMax);
}

/** Lines as they were meant: outside code the writer's backslashes are taken away. */
function bodyText(lines: readonly string[]): string {
  let marker: string | null = null;
  let length = 0;
  const result: string[] = [];
  for (const line of lines) {
    if (length > documentLimits.bodyCharsMax) break;
    length += line.length + 1;
    if (marker === null) {
      marker = fenceMarker(line);
      result.push(marker === null ? unescapeLine(line) : line);
    } else {
      result.push(line);
      if (closesFence(line, marker)) marker = null;
    }
  }
  return trimLines(result);
}

/** Without the empty lines before and after; the first line keeps its indent. */
export function trimLines(lines: readonly string[]): string {
  const first = lines.findIndex((line) => line.trim() !== '');
  return first === -1 ? '' : lines.slice(first).join('\n').trimEnd();
}

function unescapeLine(line: string): string {
  const indent = line.search(/\S/);
  const isEscaped = indent !== -1 && line.charAt(indent) === '\\';
  const text = isEscaped ? line.slice(0, indent) + line.slice(indent + 1) : line;
  return text.replaceAll('\\<!--', '<!--');
}
