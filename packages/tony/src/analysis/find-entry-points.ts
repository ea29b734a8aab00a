import { posix } from 'node:path';
import type { RepositoryAnalysis } from '@mosaic/contract';
import { analysisLimits as limits } from './analysis-limits.ts';
import { kindOf } from './classify-path.ts';
import { exportedPaths, type PackageManifest, parsePackageManifest } from './package-manifest.ts';
import type { Snapshot } from './read-snapshot.ts';
import { isSupportFile, isTestFile } from './test-path.ts';

type EntryPoint = RepositoryAnalysis['entryPoints'][number];

/** What a file says when it begins to serve. */
const serves =
  /\.listen\s{0,4}\(|\bserve\s{0,4}\(|http\.ListenAndServe|uvicorn\.run|app\.run\s{0,4}\(|SpringApplication\.run|createServer\s{0,4}\(/;

const conventional: readonly (readonly [kind: string, path: RegExp])[] = [
  ['cli', /(?:^|\/)(?:bin\/[^/]+\.[cm]?[jt]s|cli\.[cm]?[jt]s|__main__\.py|src\/bin\/[^/]+\.rs)$/],
  ['server', /(?:^|\/)(?:manage|wsgi|asgi)\.py$/],
  [
    'application',
    /(?:^|\/)(?:main\.go|src\/main\.rs|main\.py|Main\.java|\w*Application\.java|Program\.cs)$/,
  ],
  ['web', /^(?:[^/]+\/){0,3}index\.html$/],
  ['web', /(?:^|\/)(?:src\/main|pages\/_app|app\/layout)\.[jt]sx?$/],
];

/** Files where running or using the repository begins, servers first. */
export function findEntryPoints(snapshot: Snapshot): EntryPoint[] {
  const found = new Map<string, string>();
  const add = (path: string | null, kind: string) => {
    if (path !== null && !found.has(path)) found.set(path, kind);
  };
  for (const { path, text } of snapshot.texts.values()) {
    const isProduct = kindOf(path) === 'code' && !isTestFile(path, text) && !isSupportFile(path);
    if (isProduct && serves.test(text)) add(path, 'server');
  }
  for (const { path, text } of snapshot.texts.values()) {
    const isManifest = posix.basename(path) === 'package.json' && !isSupportFile(path);
    const manifest = isManifest ? parsePackageManifest(text) : null;
    if (manifest === null) continue;
    for (const [target, kind] of namedBy(manifest)) {
      add(existing(snapshot, posix.dirname(path), target), kind);
    }
  }
  for (const [kind, pattern] of conventional) {
    for (const path of snapshot.paths) {
      if (pattern.test(path) && !isSupportFile(path)) add(path, kind);
    }
  }
  const order = ['server', 'cli', 'application', 'web', 'library'];
  const depth = (path: string) => path.split('/').length;
  return [...found]
    .map(([path, kind]) => ({ path, kind }))
    .toSorted(
      (a, b) =>
        order.indexOf(a.kind) - order.indexOf(b.kind) ||
        depth(a.path) - depth(b.path) ||
        (a.path < b.path ? -1 : 1),
    )
    .slice(0, limits.entryPointsMax);
}

function namedBy(manifest: PackageManifest): [target: string, kind: string][] {
  const { bin, main, module, exports, scripts } = manifest;
  const commands = typeof bin === 'string' ? [bin] : Object.values(bin ?? {});
  const started = [scripts?.start, scripts?.dev]
    .filter((script) => typeof script === 'string')
    .flatMap((script) => /(?:^|\s)([\w./-]{1,200}\.[cm]?[jt]sx?)\b/.exec(script)?.[1] ?? []);
  const library = [...exportedPaths(exports).values()].flat();
  return [
    ...commands.map((path): [string, string] => [path, 'cli']),
    ...started.map((path): [string, string] => [path, 'application']),
    ...[main, module, ...library].flatMap((path): [string, string][] =>
      path === undefined ? [] : [[path, 'library']],
    ),
  ];
}

/** The file that a manifest names, or the source it is built from. */
function existing(snapshot: Snapshot, folder: string, target: string): string | null {
  const path = posix.join(folder, target);
  const stem = path.replace(/\.[cm]?jsx?$/, '');
  const source = stem.replace(/(^|\/)(?:dist|build|lib|out)\//, '$1src/');
  const candidates = [path, `${stem}.ts`, `${source}.ts`, `${source}.js`, `${source}.tsx`];
  return candidates.find((candidate) => snapshot.texts.has(candidate)) ?? null;
}
