import { PlanAgentType, type PlanPriority } from '@mosaic/contract';
import { sourceLimits } from './source-limits.ts';

const unitMinutes: Readonly<Record<string, number>> = { m: 1, h: 60, d: 480, w: 2_400 };

const amount = String.raw`(\d{1,5}(?:\.\d{1,2})?)(?:\s{0,2}[-–]\s{0,2}(\d{1,5}(?:\.\d{1,2})?))?`;
const unit = `(m|min|mins|minutes?|h|hrs?|hours?|d|days?|w|wks?|weeks?)`;
const bracketed = new RegExp(
  String.raw`\s?[[(]\s{0,2}(?:est(?:imate)?[.:]?\s{0,2})?[~≈≤<]?\s{0,2}${amount}\s{0,2}${unit}\s{0,2}[\])]`,
  'i',
);
const trailing = new RegExp(String.raw`\s[~≈]\s{0,2}${amount}\s{0,2}${unit}$`, 'i');
const anywhere = new RegExp(String.raw`${amount}\s{0,2}(?:[a-z]{3,12}\s)?${unit}\b`, 'i');

/**
 * Takes an estimate such as `[20 min]`, `(2h)`, `(1-2 days)` or `~3d` out of a title.
 * A day has 8 hours of work, a week 5 days; of a range the middle counts.
 */
export function takeEstimate(title: string): { title: string; minutes: number | null } {
  const match = bracketed.exec(title) ?? trailing.exec(title);
  if (match === null) return { title, minutes: null };
  const rest = `${title.slice(0, match.index)}${title.slice(match.index + match[0].length)}`;
  return { title: rest.trim(), minutes: minutesOf(match) };
}

/** Minutes of work in a value such as `≤30 minutes`, `2-3 development days` or `1.5 days`. */
export function readMinutes(value: string): number | null {
  const match = anywhere.exec(value.slice(0, 200));
  return match === null ? null : minutesOf(match);
}

function minutesOf(match: RegExpExecArray): number | null {
  const low = Number(match[1]);
  const middle = match[2] === undefined ? low : (low + Number(match[2])) / 2;
  const minutes = middle * (unitMinutes[(match[3] ?? 'm').charAt(0).toLowerCase()] ?? 1);
  return minutes > 0 ? minutes : null;
}

const byNumber: Readonly<Record<string, PlanPriority>> = {
  '0': 'critical',
  '1': 'high',
  '2': 'medium',
  '3': 'low',
  '4': 'low',
};

/** Takes a mark such as `[P1]`, `(MUST)` or `P0:` out of a title, and what it says. */
export function takePriority(title: string): { title: string; priority: Priority | null } {
  const match =
    /[[(]\s{0,2}(P[0-4]|must(?: have)?|should(?: have)?|could(?: have)?|won'?t(?: have)?|critical|high|medium|low)(?: priority)?\s{0,2}[\])]/i.exec(
      title,
    ) ?? /^(P[0-4])\s{0,2}[:–-]\s/.exec(title);
  if (match === null) return { title, priority: null };
  const rest = `${title.slice(0, match.index)} ${title.slice(match.index + match[0].length)}`;
  return { title: rest.replaceAll(/\s+/g, ' ').trim(), priority: priorityWord(match[1] ?? '') };
}

/** `never` is what a document names only to say that it will not be done. */
export type Priority = PlanPriority | 'never';

/** Reads a value that is a priority and little else: `P0`, `Must have`, `High`, `critical 🔴`. */
export function priorityWord(value: string): Priority | null {
  const text = value.slice(0, 60).toLowerCase();
  const number = /\bp([0-4])\b/.exec(text)?.[1];
  if (number !== undefined) return byNumber[number] ?? null;
  if (/\bwon['’]?t\b|\bout of scope\b/.test(text)) return 'never';
  if (/\b(?:critical|blocker|urgent)\b/.test(text)) return 'critical';
  if (/\b(?:high|must|required|shall)\b/.test(text)) return 'high';
  if (/\b(?:medium|should|recommended|normal)\b/.test(text)) return 'medium';
  return /\b(?:low|could|may|optional|nice)\b/.test(text) ? 'low' : null;
}

/** What the capitals of a requirement say (RFC 2119): `MUST` is high, `SHOULD` medium, `MAY` low. */
export function requirementPriority(sentence: string): Priority | null {
  const word = /\b(MUST|SHALL|REQUIRED|SHOULD|RECOMMENDED|COULD|MAY|OPTIONAL|WON['’]?T)\b/.exec(
    sentence,
  )?.[1];
  return word === undefined ? null : priorityWord(word);
}

const statusMarks = /[✅☑✔🔄📋⏸❌🚧]\ufe0f?/gu;
const statusWords =
  /\s\(?(?:COMPLETED|DONE|IN PROGRESS|PLANNED|BLOCKED|PENDING|completed|done|pending|in progress|planned)\)?$/;

/** Whether the status at the end of a title says that the work is done, and the title without it. */
export function takeStatus(title: string): { title: string; isDone: boolean } {
  const text = title.replaceAll(statusMarks, ' ').replaceAll(/\s+/g, ' ').trim();
  const words = statusWords.exec(text);
  const isDone = /[✅☑✔]/.test(title) || /completed|done/i.test(words?.[0] ?? '');
  return { title: text.slice(0, words?.index).trim() || title, isDone };
}

const fileName =
  /^[\w-]+\.(?:[cm]?[jt]sx?|py|go|rs|java|kt|rb|php|cs|c|h|cpp|swift|sql|json|ya?ml|toml|md|s?css|html|vue|svelte|sh)$/;

/** Paths in the code spans of a text, such as `src/app.ts`; absolute ones and `..` are left out. */
export function pathsIn(text: string): string[] {
  const paths: string[] = [];
  for (const [, span = ''] of text.matchAll(/`([^`\s]{3,200})`/g)) {
    if (paths.length >= sourceLimits.filesPerNodeMax) break;
    const isPath = /^[\w@.*-]+(?:\/[\w@.*[\]-]+)+$/.test(span) || fileName.test(span);
    if (isPath && !span.split('/').includes('..') && !paths.includes(span)) paths.push(span);
  }
  return paths;
}

/** The kind of agent a document names, such as `backend-developer-agent`; null for an unknown one. */
export function agentNamed(value: string): PlanAgentType | null {
  const word = /\b([a-z]+)(?:-[a-z]+){0,3}-agent\b/i.exec(value.slice(0, 120))?.[1]?.toLowerCase();
  const direct = /\b(tech-lead-tony|[a-z]+-agent)\b/i.exec(value.slice(0, 120))?.[1]?.toLowerCase();
  for (const name of [direct, word === undefined ? undefined : `${word}-agent`]) {
    const known = PlanAgentType.safeParse(name);
    if (known.success) return known.data;
  }
  return null;
}
