import { documentLimits } from '../documents/document-limits.ts';
import { fileReferences } from './file-references.ts';
import type { FindingDraft } from './finding-draft.ts';
import type { Label } from './line-labels.ts';
import type { ReportWarnings } from './report-warnings.ts';
import { leadingSeverity } from './severity-word.ts';

/** Enters what labels say into a draft; `line` is where they stand. */
export function applyLabels(
  draft: FindingDraft,
  labels: readonly Label[],
  line: number,
  warnings: ReportWarnings,
): void {
  for (const { kind, value } of labels) {
    if (kind === 'severity' || kind === 'priority') {
      const severity = leadingSeverity(value);
      if (severity === null && kind === 'severity') {
        warnings.at(draft.source, line, `severity of ${draft.id} is not one we know`, value);
      }
      // A priority beside a severity is planning, not weight.
      draft.severity =
        kind === 'severity' ? (severity ?? draft.severity) : (draft.severity ?? severity);
    } else if (kind === 'files') {
      addFiles(draft, value, { isLabelled: true, line }, warnings);
    } else if (kind === 'lines') {
      const number = Number(/\d{1,7}/.exec(value.slice(0, 40))?.[0] ?? 0);
      for (const file of draft.files) if (file.line === null && number >= 1) file.line = number;
    } else if (kind === 'rule') {
      draft.rule = withoutTicks(value) || draft.rule;
    } else if (kind === 'check') {
      draft.check = withoutTicks(value) || draft.check;
    }
  }
}

/** Enters the files a text names; says how many were found. */
export function addFiles(
  draft: FindingDraft,
  text: string,
  place: { isLabelled: boolean; line: number },
  warnings: ReportWarnings,
): number {
  const { files, rejected } = fileReferences(text, place.isLabelled);
  const known = place.isLabelled ? draft.files : draft.proseFiles;
  // One more than allowed, so that the excess can still be named.
  known.push(...files.slice(0, documentLimits.filesPerFindingMax + 1 - known.length));
  for (const problem of rejected) {
    warnings.at(draft.source, place.line, `${draft.id}: ${problem} and was left out`);
  }
  return files.length;
}

function withoutTicks(value: string): string {
  const start = /^`{0,3}/.exec(value)?.[0].length ?? 0;
  return value
    .slice(start)
    .replace(/`{1,3}$/, '')
    .trim();
}
