import type { RepositoryAnalysis } from '@mosaic/contract';
import { facts } from '../output/facts.ts';
import { plainLine } from '../output/plain-text.ts';
import { commitText } from '../output/quantities.ts';
import type { View } from '../output/terminal.ts';
import type { Renderers } from './renderer.ts';

/** Entries of a list shown on one line. */
const shown = 6;

function some(list: readonly string[]): string | null {
  if (list.length === 0) return null;
  const rest = list.length - shown;
  return `${list.slice(0, shown).join(', ')}${rest > 0 ? ` and ${rest} more` : ''}`;
}

function showAnalysis(analysis: RepositoryAnalysis, view: View): string {
  const { tests } = analysis;
  const about = facts(
    [
      ['Repository', analysis.name],
      ['Commit', commitText(analysis.commit)],
      ['Size', `${analysis.files} files, ${analysis.lines} lines`],
      ['Languages', some(analysis.languages.map(({ name, lines }) => `${name} (${lines})`))],
      ['Packages', some(analysis.packages.map(({ name }) => name))],
      ['Frameworks', some(analysis.frameworks.map(({ name, seenIn }) => `${name} (${seenIn})`))],
      ['Tests', `${tests.files.length} files${tests.command === null ? '' : `, ${tests.command}`}`],
      ['Without a test', some(tests.untested)],
      ['CI', some(analysis.ci.map(({ system, path }) => `${system} (${path})`))],
      ['Entry points', some(analysis.entryPoints.map(({ path }) => path))],
      ['Routes', some(analysis.routes.map(({ method, path }) => `${method} ${path}`))],
      ['Changed most', some(analysis.hotSpots.map(({ path, changes }) => `${path} (${changes})`))],
      ['Imported most', some(analysis.hubs.map(({ path, importers }) => `${path} (${importers})`))],
      ['Import cycles', analysis.cycles.length === 0 ? null : String(analysis.cycles.length)],
    ],
    view,
  );
  return [about, ...analysis.notes.map((note) => view.style('dim', plainLine(note)))].join('\n');
}

export const repositoryRenderers = {
  analyseRepository: showAnalysis,
} satisfies Renderers;
