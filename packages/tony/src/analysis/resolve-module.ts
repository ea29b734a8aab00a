import { posix } from 'node:path';
import { exportedPaths, parsePackageManifest } from './package-manifest.ts';
import type { Snapshot } from './read-snapshot.ts';

/** Finds the file of the repository that an import means; null for anything outside. */
export interface ModuleResolver {
  script(from: string, name: string): string | null;
  python(from: string, name: string): string | null;
}

const scriptEndings = [
  '.ts',
  '.tsx',
  '.mts',
  '.js',
  '.jsx',
  '.mjs',
  '.cjs',
  '.vue',
  '.svelte',
  '/index.ts',
  '/index.tsx',
  '/index.js',
  '/index.jsx',
  '/index.mjs',
];

interface NodePackage {
  readonly folder: string;
  readonly paths: ReadonlyMap<string, readonly string[]>;
}

export function moduleResolver(snapshot: Snapshot): ModuleResolver {
  const paths = new Set(snapshot.paths);
  const packages = nodePackages(snapshot);
  const pythonRoots = rootsOfPython(snapshot.paths);
  const file = (base: string) => findScript(paths, base);
  return {
    script(from, name) {
      if (name.startsWith('.')) return file(posix.join(posix.dirname(from), name));
      const alias = /^[@~]\/(.+)$/.exec(name)?.[1];
      if (alias !== undefined) return throughAlias(from, alias, file);
      return throughPackage(packages, name, file);
    },
    python(from, name) {
      if (name === '' || name.length > 200) return null;
      const dots = /^\.*/.exec(name)?.[0].length ?? 0;
      const parts = name.slice(dots).split('.').filter(Boolean);
      const up = Array.from({ length: Math.max(0, dots - 1) }, () => '..');
      const bases = dots > 0 ? [posix.join(posix.dirname(from), ...up)] : pythonRoots;
      for (const base of bases) {
        const target = posix.join(base, ...parts);
        for (const path of [`${target}.py`, `${target}/__init__.py`]) {
          if (paths.has(path)) return path;
        }
      }
      return null;
    },
  };
}

/** A path as it is, with an ending added, or with the ending of the source it was built from. */
function findScript(paths: ReadonlySet<string>, base: string): string | null {
  if (base.startsWith('..')) return null;
  if (paths.has(base)) return base;
  for (const ending of scriptEndings) if (paths.has(base + ending)) return base + ending;
  const built = /^(.*)\.([cm]?)js(x?)$/.exec(base);
  if (built === null) return null;
  const [, stem = '', kind = '', x = ''] = built;
  const source = [`${stem}.${kind}ts${x}`, `${stem}.tsx`, `${stem}.ts`];
  return source.find((path) => paths.has(path)) ?? null;
}

/** `@/x` stands for the sources' root in most set-ups: the nearest `src`, else the folder itself. */
function throughAlias(
  from: string,
  rest: string,
  file: (base: string) => string | null,
): string | null {
  for (let folder = posix.dirname(from); ; folder = posix.dirname(folder)) {
    const found = file(posix.join(folder, 'src', rest)) ?? file(posix.join(folder, rest));
    if (found !== null || folder === '.' || folder === '/') return found;
  }
}

function throughPackage(
  packages: ReadonlyMap<string, NodePackage>,
  name: string,
  file: (base: string) => string | null,
): string | null {
  const parts = name.split('/');
  const packageName = parts.slice(0, name.startsWith('@') ? 2 : 1).join('/');
  const found = packages.get(packageName);
  if (found === undefined) return null;
  const rest = name.slice(packageName.length + 1);
  const subpath = rest === '' ? '.' : `./${rest}`;
  const named = [
    ...(found.paths.get(subpath) ?? []),
    ...(rest === '' ? ['src/index'] : [rest, `src/${rest}`]),
  ];
  for (const path of named) {
    // What is built from the sources is not in the repository; the sources are.
    const sources = [path, path.replace(/^(?:\.\/)?(?:dist|build|lib)\//, 'src/')];
    for (const source of sources) {
      const target = file(posix.join(found.folder, source));
      if (target !== null) return target;
    }
  }
  return null;
}

function nodePackages(snapshot: Snapshot): Map<string, NodePackage> {
  const packages = new Map<string, NodePackage>();
  for (const { path, text } of snapshot.texts.values()) {
    if (posix.basename(path) !== 'package.json') continue;
    const manifest = parsePackageManifest(text);
    if (manifest?.name === undefined) continue;
    const exported = exportedPaths(manifest.exports);
    const main = [manifest.module, manifest.main].filter((entry) => entry !== undefined);
    exported.set('.', [...(exported.get('.') ?? []), ...main]);
    packages.set(manifest.name, { folder: posix.dirname(path), paths: exported });
  }
  return packages;
}

/** Folders from which Python modules are named: the root, `src`, and wherever a project begins. */
function rootsOfPython(paths: readonly string[]): string[] {
  const begins = paths.filter((path) =>
    /(?:^|\/)(?:pyproject\.toml|setup\.py|manage\.py|requirements\.txt)$/.test(path),
  );
  const folders = begins.map((path) => posix.dirname(path));
  return [
    ...new Set(['.', 'src', ...folders.flatMap((folder) => [folder, posix.join(folder, 'src')])]),
  ];
}
