import type { Severity } from '@mosaic/contract';
import { findingIdSource, isFindingId } from '../plan/finding-id.ts';
import { leadingSeverity, wholeSeverity } from './severity-word.ts';

/** How a finding introduces itself: `[HIGH] SEC-API-1: Title`. */
export interface FindingLead {
  id: string;
  severity: Severity | null;
  title: string;
  /** Text after a bold title: `**SEC-1: Title** the rest`. */
  rest: string;
  isBold: boolean;
}

const idAtStart = new RegExp(`^(${findingIdSource})(?![A-Za-z0-9-])`);
const decoration = /^(?:[\s*_`~:.#–—-]|\p{Extended_Pictographic}|\uFE0F)+/u;
const separators = /^[\s*_`~:.|–—\]-]+/;

/**
 * Reads a text that begins with a finding id, behind any mixture of emphasis, numbering,
 * emoji, severity and words such as "Finding". Null for every other text, also when the id
 * only occurs further on.
 */
export function findingLead(text: string): FindingLead | null {
  const before = readBefore(text.slice(0, 200));
  const remaining = text.slice(before.length);
  const id = idAtStart.exec(remaining)?.[1] ?? '';
  if (!isFindingId(id)) return null;
  const isBold = text.slice(0, before.length).includes('**');
  const after = readAfter(remaining.slice(id.length));
  const bold = isBold ? splitBold(remaining.slice(id.length)) : null;
  const body = bold === null ? after : readAfter(bold.rest);
  const ending = readEnding(bold === null || bold.title === '' ? body.text : bold.title);
  const severity = after.severity ?? body.severity ?? before.severity ?? ending.severity;
  const rest = bold === null || bold.title === '' ? '' : body.text;
  return { id, severity, title: unescapeText(ending.text), rest: unescapeText(rest), isBold };
}

/** Removes the backslash before punctuation. */
export function unescapeText(text: string): string {
  return text.replaceAll(/\\([!-/:-@[-`{-~])/g, '$1');
}

function readBefore(text: string): { length: number; severity: Severity | null } {
  let at = 0;
  let severity: Severity | null = null;
  for (let step = 0; step < 8; step += 1) {
    const rest = text.slice(at);
    if (idAtStart.test(rest)) break;
    const skipped =
      decoration.exec(rest)?.[0] ??
      /^\d{1,3}(?:[.)]\d{0,3})*[.)]?\s+/.exec(rest)?.[0] ??
      /^(?:finding|issue|vulnerability|bug|problem|id)\b[\s#:]*/i.exec(rest)?.[0];
    if (skipped !== undefined && skipped !== '') {
      at += skipped.length;
      continue;
    }
    const bracket = /^[[(]([^\])]{0,24})[\])]/.exec(rest);
    if (bracket !== null && wholeSeverity(bracket[1] ?? '') !== null) {
      severity = wholeSeverity(bracket[1] ?? '');
      at += bracket[0].length;
      continue;
    }
    if (/^[[(]/.test(rest)) {
      at += 1;
      continue;
    }
    const word = /^[A-Za-z0-9]{2,13}(?=[\s:*\]–—-])/.exec(rest)?.[0];
    if (word === undefined || wholeSeverity(word) === null) break;
    severity = wholeSeverity(word);
    at += word.length;
  }
  return { length: at, severity };
}

/** What follows the id: separators and perhaps a severity, then the title. */
function readAfter(text: string): { text: string; severity: Severity | null } {
  let rest = text;
  let severity: Severity | null = null;
  for (let step = 0; step < 4; step += 1) {
    rest = rest.replace(separators, '');
    const bracket = /^[([]([^()[\]]{1,40})[)\]]/.exec(rest);
    const word = /^([A-Za-z0-9]{2,13})\**\s*[:|–—-](?=\s|$)/.exec(rest);
    const match = bracket ?? word;
    const found = match === null ? null : bracketSeverity(match[1] ?? '', bracket !== null);
    if (match === null || found === null) break;
    severity ??= found;
    rest = rest.slice(match[0].length);
  }
  return { text: rest.replace(separators, '').trim(), severity };
}

/** "(High)" and "(High, CVSS 8.1)" are severities; "(high memory use)" is not. */
function bracketSeverity(text: string, isBracket: boolean): Severity | null {
  const whole = wholeSeverity(text);
  if (whole !== null || !isBracket) return whole;
  const first = /^([^,;/]{1,20})[,;/]/.exec(text)?.[1];
  return first === undefined || wholeSeverity(first) === null ? null : leadingSeverity(first);
}

/** `: Title** rest` → title and rest; null without a closing mark. */
function splitBold(text: string): { title: string; rest: string } | null {
  const end = text.indexOf('**');
  if (end === -1) return null;
  return { title: text.slice(0, end).replace(separators, '').trim(), rest: text.slice(end + 2) };
}

/** A severity at the end of a title: `Title (High)`, `Title [HIGH]`. */
function readEnding(text: string): { text: string; severity: Severity | null } {
  const title = text.replace(/\*\*$/, '').trim();
  const match = /(?<!\\)[([]([^()[\]]{1,40})[)\]]$/.exec(title);
  const severity = match === null ? null : bracketSeverity(match[1] ?? '', true);
  if (match === null || severity === null) return { text: title, severity: null };
  return { text: withoutEnd(title.slice(0, match.index)), severity };
}

/** Removes separators at the end, in linear time whatever the text. */
function withoutEnd(text: string): string {
  let end = text.length;
  while (end > 0 && ' \t:–—-'.includes(text.charAt(end - 1))) end -= 1;
  return text.slice(0, end);
}
