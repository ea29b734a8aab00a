import type { Finding, TaskType } from '@mosaic/contract';
import { workspaceOf } from './component-of.ts';

/** Manifests and lock files: who changes one changes the other. */
export const manifestNames = [
  'package.json',
  'package-lock.json',
  'npm-shrinkwrap.json',
  'pnpm-lock.yaml',
  'yarn.lock',
];

/**
 * Globs of the files that a fix of this finding may change.
 *
 * The files it names and the tests beside them; for dependencies also manifests and lock
 * files; for new tests also the folders tests live in. A finding without any file cannot
 * be narrowed down, so everything is in scope and the protected paths alone hold.
 */
export function changeScope(finding: Finding, type: TaskType): string[] {
  const paths = finding.files.map((file) => file.path);
  const aboutDependencies = isAboutDependencies(finding);
  if (paths.length === 0 && !aboutDependencies) return ['**'];
  const globs = [
    ...paths.flatMap(fileGlobs),
    ...(aboutDependencies ? manifestGlobs(paths) : []),
    ...(type === 'TEST_ADD' ? testFolderGlobs(paths) : []),
  ];
  return [...new Set(globs)];
}

/** Recognises findings that are fixed in a manifest: by rule, by id or by the file they name. */
function isAboutDependencies(finding: Finding): boolean {
  if (/^DEPS?-/.test(finding.id)) return true;
  if (/dependenc|audit|outdated|package-json|lock-?file/i.test(finding.rule ?? '')) return true;
  return finding.files.some((file) => manifestNames.includes(baseName(file.path)));
}

/**
 * Makes a path match only itself: special characters become one-character classes. Braces
 * are expanded before classes are read, so for them stands "any one character".
 */
function literalGlob(path: string): string {
  return path
    .replaceAll('\\', '/')
    .replaceAll(/[[\]*?()!+@]/g, '[$&]')
    .replaceAll(/[{}]/g, '?');
}

/** A file, and the tests beside it; what has no extension may be a folder. */
export function fileGlobs(path: string): string[] {
  const folder = folderOf(path);
  const [stem, extension] = splitName(baseName(path));
  const own = literalGlob(path);
  if (extension === '') return [own, `${own}/**`];
  const beside = literalGlob(folder);
  const name = literalGlob(stem);
  return [
    own,
    `${beside}${name}.test.*`,
    `${beside}${name}.spec.*`,
    `${beside}__tests__/${name}.*`,
  ];
}

function manifestGlobs(paths: readonly string[]): string[] {
  const workspaces = paths.flatMap((path) => workspaceOf(path)?.folder ?? []);
  const folders = ['', ...new Set(workspaces)].map((folder) =>
    folder === '' ? '' : `${literalGlob(folder)}/`,
  );
  return folders.flatMap((folder) => manifestNames.map((name) => `${folder}${name}`));
}

function testFolderGlobs(paths: readonly string[]): string[] {
  return paths.flatMap((path) => {
    const folder = workspaceOf(path)?.folder;
    const root = folder === undefined ? '' : `${literalGlob(folder)}/`;
    const beside = literalGlob(folderOf(path));
    return [`${beside}*.test.*`, `${beside}*.spec.*`, `${root}test/**`, `${root}tests/**`];
  });
}

function folderOf(path: string): string {
  return path.slice(0, path.lastIndexOf('/') + 1);
}

function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** `a.b.ts` → [`a.b`, `.ts`]; a leading dot belongs to the name. */
function splitName(name: string): [stem: string, extension: string] {
  const dot = name.lastIndexOf('.');
  return dot <= 0 ? [name, ''] : [name.slice(0, dot), name.slice(dot)];
}
