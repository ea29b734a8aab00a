import { expect, it } from 'vitest';
import { findEntryPoints } from './find-entry-points.ts';
import { findPackages } from './find-packages.ts';
import { findTests } from './find-tests.ts';
import { importGraph } from './import-graph.ts';
import type { Snapshot } from './read-snapshot.ts';
import { findRoutes } from './routes/find-routes.ts';

const snapshotOf = (path: string, text: string): Snapshot => ({
  paths: [path],
  rootNames: new Set([path]),
  texts: new Map([[path, { path, text, bytes: text.length, lines: 1 }]]),
  notes: [],
});

const pieces = [
  'import a,',
  'app.use("/a",x,',
  'app.get("/',
  '.get',
  'a',
  ' ',
  'from . import (',
  '[',
];

it.each(pieces)('takes no long time over a text of nothing but "%s"', (piece) => {
  const text = piece.repeat(100_000 / piece.length);
  const startedMs = performance.now();
  for (const path of ['a.ts', 'a.py', 'a.go', 'A.java']) {
    const snapshot = snapshotOf(path, text);
    const graph = importGraph(snapshot);
    findRoutes(snapshot, graph);
    findTests(snapshot, graph, []);
    findEntryPoints(snapshot);
  }
  for (const path of ['package.json', 'pyproject.toml', 'go.mod', 'pom.xml', 'build.gradle']) {
    findPackages(snapshotOf(path, text));
  }
  // A few hundred milliseconds at most; what grows with the square takes minutes.
  expect(performance.now() - startedMs).toBeLessThan(5_000);
});
