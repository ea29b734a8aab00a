import { documentLimits } from '../documents/document-limits.ts';
import { oneLine } from '../documents/plain-text.ts';

/** Collects what could not be read, in words a person can act on. */
export interface ReportWarnings {
  /** `file:line: what: "excerpt"` */
  at(file: string, line: number | null, what: string, excerpt?: string): void;
  list(): string[];
}

/** At most `warningsMax` are kept; the last one then says how many more there were. */
export function reportWarnings(): ReportWarnings {
  const kept: string[] = [];
  let dropped = 0;
  return {
    at(file, line, what, excerpt) {
      if (kept.length >= documentLimits.warningsMax) {
        dropped += 1;
        return;
      }
      const quote =
        excerpt === undefined ? '' : `: "${oneLine(excerpt, documentLimits.excerptCharsMax)}"`;
      const place = line === null ? '' : `:${line}`;
      const source = oneLine(file, documentLimits.pathCharsMax);
      kept.push(`${source}${place}: ${oneLine(what, 300)}${quote}`);
    },
    list: () => (dropped === 0 ? [...kept] : [...kept, `${dropped} more warnings are not shown.`]),
  };
}
