import { Deferral } from '@mosaic/contract';
import { documentLimits } from './document-limits.ts';
import { oneLine } from './plain-text.ts';

/** One section of `docs/deferred-errors.md`. */
export interface DeferredError {
  /** `MS-SEC-001` */
  taskKey: string;
  title: string;
  /** `path/to/file.ts:123`, or null when no file is known. */
  file: string | null;
  deferral: Deferral;
}

const heading = `# Deferred errors

What was tried and left open, with the reason and a way forward. One section per task.
`;

/**
 * Adds the section of a task, or replaces it where it stands; everything else in the
 * document is kept. Doing it twice gives the same text.
 */
export function upsertDeferredError(document: string | null, entry: DeferredError): string {
  const text = document === null || document.trim() === '' ? heading : document;
  const lines = text.replaceAll('\r\n', '\n').trimEnd().split('\n');
  const section = renderSection(entry);
  const start = lines.findIndex((line) => sectionKey(line) === entry.taskKey);
  if (start === -1) return `${lines.join('\n')}\n\n${section}`;
  const length = lines.slice(start + 1).findIndex((line) => /^#{1,2} /.test(line));
  const after = length === -1 ? [] : ['', ...lines.slice(start + 1 + length)];
  return `${[...lines.slice(0, start), section.trimEnd(), ...after].join('\n')}\n`;
}

/** Reads the sections back; those that do not have all fields are left out. */
export function parseDeferredErrors(document: string): DeferredError[] {
  const entries: DeferredError[] = [];
  for (const section of document.replaceAll('\r\n', '\n').split(/^(?=## )/m)) {
    const [first = '', ...rest] = section.split('\n');
    const taskKey = sectionKey(first);
    if (taskKey === null) continue;
    const fields = new Map(rest.flatMap(readField));
    const deferral = Deferral.safeParse({
      category: fields.get('category'),
      error: fields.get('error'),
      reason: fields.get('reason'),
      approach: fields.get('suggested approach'),
      risk: fields.get('risk'),
    });
    if (!deferral.success) continue;
    const file = fields.get('file') ?? '';
    entries.push({
      taskKey,
      title: first.slice(first.indexOf(':') + 1).trim(),
      file: file === '' || file === unknownFile ? null : file,
      deferral: deferral.data,
    });
  }
  return entries;
}

const unknownFile = 'unknown';

function renderSection({ taskKey, title, file, deferral }: DeferredError): string {
  const field = (text: string) => oneLine(text, documentLimits.deferralFieldCharsMax);
  return `## ${taskKey}: ${oneLine(title, documentLimits.titleCharsMax)}

- File: ${field(file ?? unknownFile)}
- Error: ${field(deferral.error)}
- Category: ${deferral.category}
- Reason: ${field(deferral.reason)}
- Suggested approach: ${field(deferral.approach)}
- Risk: ${deferral.risk}
`;
}

function sectionKey(line: string): string | null {
  return /^## ([A-Z0-9]+(?:-[A-Z0-9]+)+):/.exec(line)?.[1] ?? null;
}

function readField(line: string): [string, string][] {
  const match = /^- ([A-Za-z ]{1,20}): ?(.*)$/.exec(line);
  return match === null ? [] : [[(match[1] ?? '').toLowerCase(), (match[2] ?? '').trim()]];
}
