import type { Severity } from '@mosaic/contract';
import type { FileReference } from './file-references.ts';

/** A finding while it is being read; becomes a `Finding` once all files are. */
export interface FindingDraft {
  id: string;
  source: string;
  line: number;
  /** Stated at the finding itself. */
  severity: Severity | null;
  /** Of the section it stands in; used when nothing better is said. */
  sectionSeverity: Severity | null;
  title: string;
  body: string[];
  /** From labels and columns; when there are none, `proseFiles` count. */
  files: FileReference[];
  proseFiles: FileReference[];
  rule: string | null;
  check: string | null;
  /** Mentioned in the overview: details elsewhere win. */
  isSummary: boolean;
}

/** Where a finding stands. */
export type DraftPlace = Pick<FindingDraft, 'source' | 'line' | 'isSummary' | 'sectionSeverity'>;

export function newDraft(
  place: DraftPlace,
  facts: Pick<FindingDraft, 'id' | 'severity' | 'title'>,
): FindingDraft {
  const { id, severity, title } = facts;
  return {
    ...place,
    id,
    severity,
    title,
    body: [],
    files: [],
    proseFiles: [],
    rule: null,
    check: null,
  };
}
