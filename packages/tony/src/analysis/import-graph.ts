import { analysisLimits as limits } from './analysis-limits.ts';
import { languageOf } from './classify-path.ts';
import type { Snapshot } from './read-snapshot.ts';
import { moduleResolver } from './resolve-module.ts';

/** Which files of the repository use which: only imports that lead to a file of it. */
export interface ImportGraph {
  /** Paths imported by each file, in order of their names. */
  readonly importsOf: ReadonlyMap<string, readonly string[]>;
  readonly importersOf: ReadonlyMap<string, number>;
}

// Each pattern is bounded, so that no text can make it slow.
const scriptImports = [
  /\bfrom\s{0,8}['"]([^'"\n]{1,300})['"]/g,
  /\bimport\s{0,8}\(?\s{0,8}['"]([^'"\n]{1,300})['"]/g,
  /\brequire\s{0,8}\(\s{0,8}['"]([^'"\n]{1,300})['"]/g,
];
const pythonImport = /^[ \t]{0,40}import[ \t]{1,8}([\w., \t]{1,300})/gm;
const pythonFrom =
  /^[ \t]{0,40}from[ \t]{1,8}(\.{0,8}[\w.]{0,200})[ \t]{1,8}import[ \t]{1,8}(?:\(([^()]{0,2000})\)|([\w., \t]{0,1000}))/gm;

/** Finds imports of JavaScript, TypeScript and Python files and follows them inside the repository. */
export function importGraph(snapshot: Snapshot): ImportGraph {
  const resolver = moduleResolver(snapshot);
  const importsOf = new Map<string, string[]>();
  const importersOf = new Map<string, number>();
  for (const { path, text } of snapshot.texts.values()) {
    const targets = new Set<string>();
    const language = languageOf(path);
    if (language === 'Python') {
      for (const name of pythonNames(text)) add(targets, resolver.python(path, name));
    } else if (isScript(language)) {
      for (const name of scriptNames(text)) add(targets, resolver.script(path, name));
    } else continue;
    targets.delete(path);
    importsOf.set(path, [...targets].sort());
    for (const target of targets) importersOf.set(target, (importersOf.get(target) ?? 0) + 1);
  }
  return { importsOf, importersOf };
}

/** Files that most others import, largest first. */
export function hubsOf(graph: ImportGraph): { path: string; importers: number }[] {
  return [...graph.importersOf]
    .filter(([, importers]) => importers >= 3)
    .toSorted((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))
    .slice(0, limits.hubsMax)
    .map(([path, importers]) => ({ path, importers }));
}

export function isScript(language: string | null): boolean {
  return /^(?:TypeScript|JavaScript|Vue|Svelte|Astro)$/.test(language ?? '');
}

function add(targets: Set<string>, target: string | null): void {
  if (target !== null) targets.add(target);
}

function* scriptNames(text: string): Generator<string> {
  for (const pattern of scriptImports) {
    for (const [, name = ''] of text.matchAll(pattern)) yield name;
  }
}

function* pythonNames(text: string): Generator<string> {
  for (const [, names = ''] of text.matchAll(pythonImport)) {
    for (const name of names.split(',')) yield name.trim().split(/\s/)[0] ?? '';
  }
  for (const [, from = '', listed, line = ''] of text.matchAll(pythonFrom)) {
    yield from;
    // `from package import module`: the name may be a file of its own.
    const dot = from === '' || from.endsWith('.') ? '' : '.';
    for (const name of (listed ?? line).split(',')) {
      const first = name.trim().split(/\s/)[0] ?? '';
      if (/^\w+$/.test(first)) yield `${from}${dot}${first}`;
    }
  }
}
