import type { RepositoryAnalysis } from '@mosaic/contract';
import { plainLine } from '../sources/plain-line.ts';
import { modelLimits } from './model-limits.ts';

/** What planning has to know of a repository, in lines, most important first, within a limit. */
export function repositoryFacts(analysis: RepositoryAnalysis): string {
  const list = (name: string, items: readonly string[], max: number) =>
    items.length === 0
      ? []
      : [
          `${name}: ${items.slice(0, max).join(', ')}${items.length > max ? ` and ${items.length - max} more` : ''}`,
        ];
  const { tests } = analysis;
  const lines = [
    `Name: ${analysis.name} (${analysis.files} files, ${analysis.lines} lines)`,
    ...list(
      'Languages',
      analysis.languages.map(({ name, lines: count }) => `${name} (${count} lines)`),
      8,
    ),
    ...list(
      'Frameworks',
      analysis.frameworks.map(({ name, kind, seenIn }) => `${name} (${kind}, ${seenIn})`),
      15,
    ),
    ...list(
      'Packages',
      analysis.packages.map(({ name, path }) => `${name} in ${path || '.'}`),
      20,
    ),
    ...list(
      'Entry points',
      analysis.entryPoints.map(({ path, kind }) => `${path} (${kind})`),
      15,
    ),
    ...list(
      'Routes',
      analysis.routes.map(({ method, path, file }) => `${method} ${path} in ${file}`),
      30,
    ),
    `Tests: ${tests.framework ?? 'no framework found'}; command: ${tests.command ?? 'unknown'}`,
    ...list('Test files', tests.files, 20),
    ...list('Source files without a test', tests.untested, 20),
    ...list(
      'Files changed most often',
      analysis.hotSpots.map(({ path }) => path),
      15,
    ),
    ...list(
      'Files most others import',
      analysis.hubs.map(({ path }) => path),
      15,
    ),
    ...list(
      'CI',
      analysis.ci.map(({ system, path }) => `${system} (${path})`),
      5,
    ),
    ...list('Documents', analysis.documents, 15),
  ].map((line) => plainLine(line, 1_500));
  return lines.join('\n').slice(0, modelLimits.factsCharsMax).toWellFormed();
}
