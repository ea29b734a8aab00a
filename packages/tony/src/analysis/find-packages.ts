import { posix } from 'node:path';
import type { RepositoryAnalysis } from '@mosaic/contract';
import { analysisLimits as limits } from './analysis-limits.ts';
import { dependenciesOf, parsePackageManifest } from './package-manifest.ts';
import type { Snapshot } from './read-snapshot.ts';
import { isSupportFile } from './test-path.ts';

type Package = RepositoryAnalysis['packages'][number];
type Reader = (text: string, folderName: string) => Omit<Package, 'path' | 'manager'> | null;

interface Ecosystem {
  readonly file: RegExp;
  readonly manager: string;
  readonly read: Reader;
}

/** A file name and how what it says is read; the text is never evaluated. */
const ecosystems: readonly Ecosystem[] = [
  { file: /^package\.json$/, manager: 'npm', read: readNode },
  { file: /^pyproject\.toml$/, manager: 'pip', read: readPyproject },
  { file: /^requirements[\w.-]*\.txt$/, manager: 'pip', read: readRequirements },
  { file: /^Pipfile$/, manager: 'pipenv', read: readTomlTable(/^\[(?:dev-)?packages\]$/) },
  { file: /^go\.mod$/, manager: 'go', read: readGoModule },
  { file: /^Cargo\.toml$/, manager: 'cargo', read: readCargo },
  { file: /^pom\.xml$/, manager: 'maven', read: readMaven },
  { file: /^build\.gradle(?:\.kts)?$/, manager: 'gradle', read: readGradle },
  { file: /^composer\.json$/, manager: 'composer', read: readComposer },
  { file: /^Gemfile$/, manager: 'bundler', read: readGemfile },
];

/** Packages of the repository, the root first, then by path. */
export function findPackages(snapshot: Snapshot): Package[] {
  const manager = nodeManager(snapshot.rootNames);
  const found: Package[] = [];
  for (const path of [...snapshot.texts.keys()].sort()) {
    const file = posix.basename(path);
    const ecosystem = ecosystems.find((candidate) => candidate.file.test(file));
    const text = snapshot.texts.get(path)?.text;
    if (ecosystem === undefined || text === undefined || isSupportFile(path)) continue;
    const folder = posix.dirname(path);
    const read = ecosystem.read(text, posix.basename(folder));
    if (read === null) continue;
    found.push({
      name: clean(read.name) || (folder === '.' ? file : folder),
      path: folder,
      manager: ecosystem.manager === 'npm' ? manager : ecosystem.manager,
      version: read.version === null ? null : clean(read.version),
      dependencies: [...new Set(read.dependencies.map(clean))]
        .filter((name) => name !== '')
        .slice(0, limits.dependenciesMax),
    });
  }
  const depth = ({ path }: Package) => (path === '.' ? 0 : path.split('/').length);
  return found.toSorted((a, b) => depth(a) - depth(b)).slice(0, limits.packagesMax);
}

/** The lock file at the root tells which program manages Node packages. */
export function nodeManager(names: ReadonlySet<string>): string {
  if (names.has('pnpm-workspace.yaml') || names.has('pnpm-lock.yaml')) return 'pnpm';
  if (names.has('yarn.lock') || names.has('.yarnrc.yml')) return 'yarn';
  return names.has('bun.lock') || names.has('bun.lockb') || names.has('bunfig.toml')
    ? 'bun'
    : 'npm';
}

function clean(text: string): string {
  return text
    .replace(/\p{Cc}/gu, ' ')
    .trim()
    .slice(0, limits.nameCharsMax);
}

function readNode(text: string, folderName: string): ReturnType<Reader> {
  const manifest = parsePackageManifest(text);
  if (manifest === null) return null;
  return {
    name: manifest.name ?? folderName,
    version: manifest.version ?? null,
    dependencies: dependenciesOf(manifest),
  };
}

function readPyproject(text: string, folderName: string): ReturnType<Reader> {
  const lists = [...text.matchAll(/^[ \t]*[\w-]+[ \t]*=[ \t]*\[([^\]]{0,20000})\]/gm)];
  const quoted = lists
    .filter(([all]) => /^[ \t]*(?:dependencies|dev|test|tests|docs|all)\b/.test(all))
    .flatMap(([, list = '']) => [...list.matchAll(/["']([A-Za-z0-9][\w.-]*)/g)])
    .map(([, name = '']) => name);
  const poetry = tableKeys(text, /^\[tool\.poetry\.(?:[\w.-]+\.)?dependencies\]$/);
  return {
    name: tomlValue(text, 'name') ?? folderName,
    version: tomlValue(text, 'version'),
    dependencies: [...quoted, ...poetry].map((name) => name.toLowerCase()),
  };
}

function readRequirements(text: string, folderName: string): ReturnType<Reader> {
  const names = [...text.matchAll(/^[ \t]*([A-Za-z0-9][\w.-]*)/gm)].map(([, name = '']) => name);
  return { name: folderName, version: null, dependencies: names.map((name) => name.toLowerCase()) };
}

function readTomlTable(heading: RegExp): Reader {
  return (text, folderName) => ({
    name: tomlValue(text, 'name') ?? folderName,
    version: tomlValue(text, 'version'),
    dependencies: tableKeys(text, heading),
  });
}

function readCargo(text: string, folderName: string): ReturnType<Reader> {
  return readTomlTable(/^\[(?:workspace\.)?(?:dev-|build-)?dependencies\]$/)(text, folderName);
}

function readGoModule(text: string, folderName: string): ReturnType<Reader> {
  const required = text.matchAll(
    /^(?:require[ \t]{1,4})?[ \t]{0,8}([\w.-]{1,100}\/[^\s]{1,200})[ \t]{1,4}v\d/gm,
  );
  return {
    name: /^module[ \t]+(\S+)/m.exec(text)?.[1] ?? folderName,
    version: /^go[ \t]+(\S+)/m.exec(text)?.[1] ?? null,
    dependencies: [...required].map(([, name = '']) => name),
  };
}

function readMaven(text: string, folderName: string): ReturnType<Reader> {
  const [head = ''] = text.split('<dependencies>');
  const artifacts = text.matchAll(/<artifactId>([^<]{1,200})<\/artifactId>/g);
  const own = /<\/parent>/.test(head) ? (head.split('</parent>')[1] ?? '') : head;
  return {
    name: /<artifactId>([^<]{1,200})<\/artifactId>/.exec(own)?.[1] ?? folderName,
    version: /<version>([^<]{1,100})<\/version>/.exec(own)?.[1] ?? null,
    dependencies: [...artifacts].map(([, name = '']) => name),
  };
}

function readGradle(text: string, folderName: string): ReturnType<Reader> {
  const modules = text.matchAll(/["']([\w.-]+):([\w.-]+)(?::[^"'\n]*)?["']/g);
  return {
    name: folderName,
    version: /^version[ \t]*=?[ \t]*["']([^"'\n]+)["']/m.exec(text)?.[1] ?? null,
    dependencies: [...modules].map(([, , name = '']) => name),
  };
}

function readComposer(text: string, folderName: string): ReturnType<Reader> {
  try {
    const manifest: unknown = JSON.parse(text);
    if (typeof manifest !== 'object' || manifest === null) return null;
    const { name, require, 'require-dev': dev } = manifest as Record<string, unknown>;
    const keys = (value: unknown) =>
      typeof value === 'object' && value !== null ? Object.keys(value) : [];
    return {
      name: typeof name === 'string' ? name : folderName,
      version: null,
      dependencies: [...keys(require), ...keys(dev)],
    };
  } catch {
    return null;
  }
}

function readGemfile(text: string, folderName: string): ReturnType<Reader> {
  const gems = [...text.matchAll(/^[ \t]*gem[ \t(]+["']([^"'\n]{1,200})["']/gm)];
  return { name: folderName, version: null, dependencies: gems.map(([, name = '']) => name) };
}

function tomlValue(text: string, key: string): string | null {
  return new RegExp(`^${key}[ \\t]*=[ \\t]*["']([^"'\\n]{1,200})["']`, 'm').exec(text)?.[1] ?? null;
}

function tableKeys(text: string, heading: RegExp): string[] {
  const keys: string[] = [];
  let isInside = false;
  for (const line of text.split('\n')) {
    const trimmed = line.trim();
    if (trimmed.startsWith('[')) isInside = heading.test(trimmed);
    else if (isInside) {
      const key = /^["']?([\w.-]+)["']?[ \t]*=/.exec(trimmed)?.[1];
      if (key !== undefined && key !== 'python') keys.push(key);
    }
  }
  return keys;
}
