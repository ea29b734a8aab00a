import type { Finding } from '@mosaic/contract';
import { severities } from '@mosaic/contract';
import { documentLimits } from '../documents/document-limits.ts';
import type { FindingDraft } from './finding-draft.ts';
import { mergeDrafts } from './merge-drafts.ts';
import { readReportFile } from './read-report-file.ts';
import { standardFiles, summaryFile } from './report-format.ts';
import { type ReportWarnings, reportWarnings } from './report-warnings.ts';
import type { SeverityCounts } from './severity-counts.ts';

export interface ParsedReport {
  findings: Finding[];
  /** Everything that could not be read or does not fit: `file:line: what: "excerpt"`. */
  warnings: string[];
  /** What the executive summary says; null when it says nothing. */
  claimedCounts: SeverityCounts | null;
}

/**
 * Reads a review report: the files of one folder `docs/reports/{name}/`, path to text.
 *
 * Never throws and takes time linear to the text: reports are written by people and by
 * agents, so anything may stand in them. Findings come in the order of the files; what was
 * passed over is named in the warnings.
 */
export function parseReport(files: ReadonlyMap<string, string>): ParsedReport {
  const warnings = reportWarnings();
  const drafts: FindingDraft[] = [];
  const paths = readablePaths(files, warnings);
  let claimedCounts: SeverityCounts | null = null;
  let charsLeft: number = documentLimits.reportCharsMax;
  for (const path of paths) {
    const text = files.get(path) ?? '';
    const readable = text.slice(0, Math.min(documentLimits.reportFileCharsMax, charsLeft));
    charsLeft -= readable.length;
    if (readable.length < text.length) {
      const what = `only the first ${readable.length} of ${text.length} characters were read; split or shorten the report`;
      warnings.at(path, null, what);
    }
    const content = readReportFile(path, readable, warnings);
    for (const draft of content.drafts) drafts.push(draft);
    claimedCounts = content.counts ?? claimedCounts;
  }
  const findings = mergeDrafts(drafts, warnings);
  const summary = paths.find((path) => nameOf(path) === summaryFile) ?? summaryFile;
  compareCounts(findings, claimedCounts, summary, warnings);
  return { findings, warnings: warnings.list(), claimedCounts };
}

/** Markdown files of the report in the order of their numbers; others are named. */
function readablePaths(files: ReadonlyMap<string, string>, warnings: ReportWarnings): string[] {
  const markdown = [...files.keys()].filter((path) => /\.md$/i.test(path)).sort();
  const isNumbered = (path: string) => /^\d{2}-/.test(nameOf(path));
  for (const path of markdown) {
    if (isNumbered(path) || /^readme\.md$/i.test(nameOf(path))) continue;
    const what = 'the name does not begin with two digits and a dash; the file was not read';
    warnings.at(path, null, what);
  }
  const numbered = markdown.filter(isNumbered);
  const numbers = new Set(numbered.map((path) => nameOf(path).slice(0, 3)));
  for (const file of [summaryFile, ...standardFiles.map((each) => each.file)]) {
    if (!numbers.has(file.slice(0, 3))) warnings.at(file, null, 'the report has no such file');
  }
  for (const path of numbered.slice(documentLimits.reportFilesMax)) {
    warnings.at(path, null, `only ${documentLimits.reportFilesMax} files are read`);
  }
  return numbered.slice(0, documentLimits.reportFilesMax);
}

function compareCounts(
  findings: readonly Finding[],
  claimed: SeverityCounts | null,
  summary: string,
  warnings: ReportWarnings,
): void {
  for (const severity of severities) {
    const count = claimed?.[severity];
    const found = findings.filter((finding) => finding.severity === severity).length;
    if (count === undefined || count === found) continue;
    const what = `the summary counts ${count} ${severity} findings, ${found} were read`;
    warnings.at(summary, null, what);
  }
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}
