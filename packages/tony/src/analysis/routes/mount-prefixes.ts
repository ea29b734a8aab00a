import type { ImportGraph } from '../import-graph.ts';
import type { Snapshot } from '../read-snapshot.ts';
import { joinPaths, type Mount } from './raw-route.ts';

/** Ways to one router, and mounts of one file, that are followed. */
const waysMax = 8;
const mountsMax = 500;

/** A mount whose target was found: a whole file, or a variable of the same file. */
interface PlacedMount extends Mount {
  readonly targetObject: string | null;
}

/** Finds below which prefixes the routes of a file's variable are reached. */
export function prefixFinder(
  snapshot: Snapshot,
  graph: ImportGraph,
  mounts: readonly Mount[],
): (file: string, object: string | null) => readonly string[] {
  const placed = placeMounts(snapshot, graph, mounts);
  const known = new Map<string, readonly string[]>();
  const find = (file: string, object: string | null): readonly string[] => {
    const key = `${file}\0${object}`;
    const answer = known.get(key);
    if (answer !== undefined) return answer;
    // Routers mounted in a ring are reached from nowhere: the ring is cut here.
    known.set(key, ['']);
    const above = (placed.get(file) ?? []).filter(
      (mount) =>
        (mount.targetObject === null ? mount.file !== file : mount.targetObject === object) &&
        !(mount.file === file && mount.object === object),
    );
    const prefixes = new Set<string>();
    for (const mount of above.slice(0, mountsMax)) {
      for (const prefix of find(mount.file, mount.object)) {
        if (prefixes.size < waysMax) prefixes.add(joinPaths(prefix, mount.prefix));
      }
    }
    const found = prefixes.size === 0 ? [''] : [...prefixes];
    known.set(key, found);
    return found;
  };
  return find;
}

/** Mounts by the file they lead to. */
function placeMounts(
  snapshot: Snapshot,
  graph: ImportGraph,
  mounts: readonly Mount[],
): Map<string, PlacedMount[]> {
  const placed = new Map<string, PlacedMount[]>();
  const bindings = new Map<string, ReadonlyMap<string, string>>();
  const seen = new Map<string, number>();
  for (const mount of mounts) {
    const count = (seen.get(mount.file) ?? 0) + 1;
    seen.set(mount.file, count);
    if (count > mountsMax) continue;
    const names =
      bindings.get(mount.file) ?? bindingsOf(snapshot.texts.get(mount.file)?.text ?? '');
    bindings.set(mount.file, names);
    const source = /[./]/.test(mount.target) ? mount.target : names.get(mount.target);
    const file = source === undefined ? mount.file : importedFile(graph, mount.file, source);
    if (file === null) continue;
    const targetObject = source === undefined ? mount.target : null;
    placed.set(file, [...(placed.get(file) ?? []), { ...mount, targetObject }]);
  }
  return placed;
}

/** The file among the imports of `from` that is named like `source`. */
function importedFile(graph: ImportGraph, from: string, source: string): string | null {
  const wanted = stemOf(source);
  const isNamed = (path: string) =>
    stemOf(path) === wanted || stemOf(path.replace(/\/index\.\w+$/, '')) === wanted;
  return graph.importsOf.get(from)?.find(isNamed) ?? null;
}

/** Names that a file imports, with what they are imported from. */
function bindingsOf(text: string): Map<string, string> {
  const names = new Map<string, string>();
  const imported = /\bimport\s([^'";]{1,400}?)\sfrom\s{0,4}['"]([^'"\n]{1,300})['"]/g;
  const required =
    /\b(?:const|let|var)\s{1,4}([^=;\n]{1,200})=\s{0,4}require\(\s{0,4}['"]([^'"\n]{1,300})['"]/g;
  for (const pattern of [imported, required]) {
    for (const [, clause = '', source = ''] of text.matchAll(pattern)) {
      for (const [name] of clause.matchAll(/[\w$]+/g)) names.set(name, source);
    }
  }
  return names;
}

function stemOf(path: string): string {
  const last = path.split('/').at(-1) ?? path;
  return last.replace(/\.[cm]?[jt]sx?$/, '');
}
