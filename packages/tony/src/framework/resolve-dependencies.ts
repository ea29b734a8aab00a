import { satisfies } from 'semver';
import type { TonyPlugin } from './tony-plugin.ts';

/** A dependency that nothing here meets. */
export interface MissingDependency {
  readonly plugin: string;
  readonly name: string;
  readonly version: string;
  /** Version that is here all the same and does not fit; null when there is none. */
  readonly found: string | null;
}

export interface Resolution {
  readonly resolvable: boolean;
  /** Names in an order in which each comes after what it builds on; empty when not resolvable. */
  readonly loadOrder: readonly string[];
  readonly missing: readonly MissingDependency[];
  /** Each as names in order, the first again at the end. */
  readonly circularDependencies: readonly (readonly string[])[];
}

/** Finds the order in which plugins can be activated, or everything that is in the way. */
export function resolveDependencies(plugins: readonly TonyPlugin[]): Resolution {
  const byName = new Map(plugins.map((plugin) => [plugin.name, plugin]));
  const missing = plugins.flatMap((plugin) => missingOf(plugin, byName));
  const circularDependencies: string[][] = [];
  const loadOrder: string[] = [];
  const done = new Set<string>();
  const path: string[] = [];
  const visit = (name: string): void => {
    const at = path.indexOf(name);
    if (at !== -1) circularDependencies.push([...path.slice(at), name]);
    if (at !== -1 || done.has(name)) return;
    path.push(name);
    for (const dependency of byName.get(name)?.dependencies ?? []) {
      if (byName.has(dependency.name)) visit(dependency.name);
    }
    path.pop();
    done.add(name);
    loadOrder.push(name);
  };
  for (const { name } of plugins) visit(name);
  const resolvable = missing.length === 0 && circularDependencies.length === 0;
  return { resolvable, loadOrder: resolvable ? loadOrder : [], missing, circularDependencies };
}

function missingOf(
  plugin: TonyPlugin,
  byName: ReadonlyMap<string, TonyPlugin>,
): MissingDependency[] {
  return (plugin.dependencies ?? []).flatMap(({ name, version, optional }) => {
    const found = byName.get(name)?.version ?? null;
    if (found !== null && satisfies(found, version)) return [];
    if (found === null && optional === true) return [];
    return [{ plugin: plugin.name, name, version, found }];
  });
}
