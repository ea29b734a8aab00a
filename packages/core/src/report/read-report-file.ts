import type { FindingDraft } from './finding-draft.ts';
import { summaryFile } from './report-format.ts';
import type { ReportWarnings } from './report-warnings.ts';
import { scanBlocks } from './scan-blocks.ts';
import { SectionReader } from './section-reader.ts';
import { type SeverityCounts, severityCounts } from './severity-counts.ts';

export interface ReportFileContent {
  drafts: FindingDraft[];
  /** Claimed by the overview; null in every other file. */
  counts: SeverityCounts | null;
}

/** Reads one report file; what cannot be read becomes a warning with its place. */
export function readReportFile(
  source: string,
  text: string,
  warnings: ReportWarnings,
): ReportFileContent {
  const isSummary = source.slice(source.lastIndexOf('/') + 1) === summaryFile;
  const { blocks, problems } = scanBlocks(text);
  for (const { line, message } of problems) warnings.at(source, line, message);
  const reader = new SectionReader(source, isSummary, warnings);
  for (const block of blocks) reader.read(block);
  reader.end();
  return { drafts: reader.drafts, counts: isSummary ? severityCounts(blocks) : null };
}
