import type { Severity } from '@mosaic/contract';
import { findingCategory } from '../plan/finding-id.ts';

/** Where reports stand in a repository; each is a folder below. */
export const reportsFolder = 'docs/reports/';

/** Overview and counts; the other files hold the findings. */
export const summaryFile = '00-executive-summary.md';

/** Report files every report has, with the category of their findings. */
export const standardFiles = [
  { category: 'SEC', file: '01-security-review.md', title: 'Security review' },
  { category: 'CQ', file: '02-code-quality-review.md', title: 'Code quality review' },
  { category: 'TEST', file: '03-qa-test-coverage.md', title: 'QA and test coverage' },
] as const;

/** Names of further files; a category that is not listed is named after itself. */
const furtherNames: Readonly<Record<string, { slug: string; title: string }>> = {
  DEP: { slug: 'dependency-review', title: 'Dependency review' },
  DOC: { slug: 'documentation-review', title: 'Documentation review' },
  PERF: { slug: 'performance-review', title: 'Performance review' },
};

export interface ReportFile {
  file: string;
  title: string;
  category: string;
}

/** The files that findings of these ids go to, standard ones first, further ones by name. */
export function reportFiles(findingIds: readonly string[]): ReportFile[] {
  const standard = new Set<string>(standardFiles.map(({ category }) => category));
  const further = [...new Set(findingIds.map(findingCategory))]
    .filter((category) => !standard.has(category))
    .sort();
  return [
    ...standardFiles,
    ...further.map((category, index) => {
      const known = furtherNames[category];
      const slug = known?.slug ?? `${category.toLowerCase()}-review`;
      const number = String(standardFiles.length + 1 + index).padStart(2, '0');
      return {
        category,
        file: `${number}-${slug}.md`,
        title: known?.title ?? `${category} review`,
      };
    }),
  ];
}

export const severityTitles: Readonly<Record<Severity, string>> = {
  critical: 'Critical',
  high: 'High',
  medium: 'Medium',
  low: 'Low',
};

/**
 * The one command a report may name: it runs the rule of the finding again and exits 0 once
 * it is gone. Nothing else from a report is ever taken for a command.
 */
export function checkCommand(findingId: string): string {
  return `mosaic review --verify ${findingId}`;
}
