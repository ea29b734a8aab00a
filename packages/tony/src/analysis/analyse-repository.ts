import type { RepositoryAnalysis } from '@mosaic/contract';
import { analysisLimits as limits } from './analysis-limits.ts';
import { languageOf } from './classify-path.ts';
import { findCi } from './find-ci.ts';
import { findCycles } from './find-cycles.ts';
import { findEntryPoints } from './find-entry-points.ts';
import { findFrameworks } from './find-frameworks.ts';
import { findHotSpots, findOwners } from './find-hot-spots.ts';
import { findPackages } from './find-packages.ts';
import { findTests } from './find-tests.ts';
import { hubsOf, importGraph } from './import-graph.ts';
import { locateCommit } from './locate-commit.ts';
import { type History, readHistory } from './read-history.ts';
import { readSnapshot, type Snapshot } from './read-snapshot.ts';
import { findRoutes } from './routes/find-routes.ts';

export interface AnalysisOptions {
  /** A repository or its bare git directory; it may be shallow. */
  readonly directory: string;
  /** Branch or commit to look at; the newest commit of the default branch where left out. */
  readonly commit?: string | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Milliseconds that only grow; for the bound in time. */
  readonly clock?: (() => number) | undefined;
}

/**
 * Tells what a repository is made of, from the objects of one commit and the history behind it.
 *
 * Nothing of the repository is executed, checked out or written, and what it contains is data. All
 * work is bounded; `notes` of the answer say what was left out. The answer is the same for the same
 * commit and history, unless time ran out. Throws `not_found` when there is no repository,
 * `precondition_failed` when it has no commit, and the reason of `signal` once that is aborted.
 */
export async function analyseRepository(options: AnalysisOptions): Promise<RepositoryAnalysis> {
  const clock = options.clock ?? performance.now.bind(performance);
  const signal = options.signal ?? new AbortController().signal;
  const startedMs = clock();
  const isLate = () => clock() - startedMs > limits.timeMs;
  signal.throwIfAborted();
  const located = await locateCommit(options.directory, options.commit ?? null);
  signal.throwIfAborted();
  const snapshot = await readSnapshot(located, { signal, isLate });
  signal.throwIfAborted();
  const history = await readHistory(located);
  signal.throwIfAborted();
  const notes = [...snapshot.notes, ...history.notes];
  if (located.isPartial) notes.push('The clone is partial: files that it lacks were not read.');
  return describe(snapshot, history, { commit: located.commit, folder: located.name, notes });
}

function describe(
  snapshot: Snapshot,
  history: History,
  { commit, folder, notes }: { commit: string; folder: string; notes: string[] },
): RepositoryAnalysis {
  const packages = findPackages(snapshot);
  const frameworks = findFrameworks(packages);
  const graph = importGraph(snapshot);
  const imports = [...graph.importsOf].flatMap(([from, targets]) =>
    targets.map((to) => ({ from, to })),
  );
  if (imports.length > limits.importsMax) {
    notes.push(`Tells ${limits.importsMax} of ${imports.length} imports.`);
  }
  const root = packages.find(({ path }) => path === '.');
  return {
    commit,
    name: root?.name ?? folder,
    files: snapshot.paths.length,
    lines: [...snapshot.texts.values()].reduce((sum, { lines }) => sum + lines, 0),
    languages: countLanguages(snapshot),
    packages,
    frameworks,
    tests: findTests(snapshot, graph, frameworks),
    ci: findCi(snapshot.paths),
    hotSpots: findHotSpots(snapshot, history),
    owners: findOwners(snapshot, history),
    entryPoints: findEntryPoints(snapshot),
    routes: findRoutes(snapshot, graph),
    imports: imports.slice(0, limits.importsMax),
    hubs: hubsOf(graph),
    cycles: findCycles(graph.importsOf),
    documents: snapshot.paths
      .filter((path) => /\.(?:md|mdx|rst|adoc)$/i.test(path))
      .toSorted((a, b) => a.split('/').length - b.split('/').length)
      .slice(0, limits.documentsMax),
    notes,
  };
}

function countLanguages(snapshot: Snapshot): RepositoryAnalysis['languages'] {
  const counts = new Map<string, { files: number; lines: number }>();
  for (const { path, lines } of snapshot.texts.values()) {
    const name = languageOf(path);
    if (name === null) continue;
    const count = counts.get(name) ?? { files: 0, lines: 0 };
    counts.set(name, { files: count.files + 1, lines: count.lines + lines });
  }
  return [...counts]
    .map(([name, count]) => ({ name, ...count }))
    .toSorted((a, b) => b.lines - a.lines || (a.name < b.name ? -1 : 1));
}
