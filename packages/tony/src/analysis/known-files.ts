import { posix } from 'node:path';
import type { RepositoryAnalysis } from '@mosaic/contract';

const manifests: Readonly<Record<string, string>> = {
  pip: 'pyproject.toml',
  go: 'go.mod',
  cargo: 'Cargo.toml',
  maven: 'pom.xml',
  gradle: 'build.gradle',
  composer: 'composer.json',
  bundler: 'Gemfile',
};

/** File that declares the packages of a manager; `package.json` for those of Node. */
export function manifestOf(manager: string): string {
  return manifests[manager] ?? 'package.json';
}

/** Every file that an analysis names: all of these are there, others may be too. */
export function knownFiles(analysis: RepositoryAnalysis | null): Set<string> {
  if (analysis === null) return new Set();
  return new Set([
    ...analysis.tests.files,
    ...analysis.tests.untested,
    ...analysis.documents,
    ...analysis.ci.map(({ path }) => path),
    ...analysis.hotSpots.map(({ path }) => path),
    ...analysis.entryPoints.map(({ path }) => path),
    ...analysis.routes.map(({ file }) => file),
    ...analysis.imports.flatMap(({ from, to }) => [from, to]),
    ...analysis.packages.map(({ path, manager }) => posix.join(path, manifestOf(manager))),
  ]);
}
