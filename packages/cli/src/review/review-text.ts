import type { Finding } from '@mosaic/contract';
import { severities } from '@mosaic/contract';
import type { Review } from '@mosaic/dev';
import { plainLine } from '../output/plain-text.ts';
import { type Column, table } from '../output/table.ts';
import type { View } from '../output/terminal.ts';
import { severityFormat } from '../render/status-format.ts';

/** A review for people: what was found, where, and what was not looked at. */
export function reviewText({ findings, notes, fileCount }: Review, view: View): string {
  const counts = severities
    .map((severity) => ({
      severity,
      count: findings.filter((finding) => finding.severity === severity).length,
    }))
    .filter(({ count }) => count > 0)
    .map(({ severity, count }) => `${count} ${severity}`);
  const counted = `${findings.length} findings in ${fileCount} files`;
  return [
    ...(findings.length === 0 ? [] : [table(findings, columns, view), '']),
    counts.length === 0 ? counted : `${counted}: ${counts.join(', ')}`,
    ...notes.map((note) => view.style('dim', `Note: ${plainLine(note)}`)),
  ].join('\n');
}

const columns: readonly Column<Finding>[] = [
  {
    title: 'SEVERITY',
    text: (finding) => finding.severity,
    format: (finding) => severityFormat(finding.severity),
  },
  { title: 'ID', text: (finding) => finding.id },
  { title: 'TITLE', text: (finding) => finding.title, isFlexible: true },
  { title: 'WHERE', text: whereText, isFlexible: true },
];

function whereText({ files }: Finding): string {
  const [first] = files;
  if (first === undefined) return '';
  const place = first.line === null ? first.path : `${first.path}:${first.line}`;
  return files.length === 1 ? place : `${place} and ${files.length - 1} more`;
}
