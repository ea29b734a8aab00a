import { MosaicError } from '@mosaic/contract';
import { lt, valid } from 'semver';
import { createActivePlugins } from './active-plugins.ts';
import { type Resolution, resolveDependencies } from './resolve-dependencies.ts';
import type { TonyPlugin } from './tony-plugin.ts';

/** The plugins of one Tony. */
export interface PluginSystem {
  /** Plugins share the process with Tony: there is no wall around them. */
  readonly isolation: 'none';
  /** Makes a plugin known without running any of it. */
  register(plugin: TonyPlugin): void;
  list(): readonly PluginStatus[];
  resolveDependencies(): Resolution;
  /** Activates a plugin after what it builds on, or all of them. All of it or nothing stays active. */
  activate(name?: string): Promise<readonly string[]>;
  /** Deactivates a plugin after what builds on it, or all of them. */
  deactivate(name?: string): Promise<readonly string[]>;
  /** Replaces an active plugin and hands its state on; the old one goes on when the new one fails. */
  reload(plugin: TonyPlugin): Promise<void>;
}

export interface PluginStatus {
  readonly name: string;
  readonly version: string;
  readonly isActive: boolean;
}

/** Plugins one Tony can have. */
const pluginsMax = 200;

export function createPluginSystem({ tonyVersion }: { tonyVersion: string }): PluginSystem {
  const known = new Map<string, TonyPlugin>();
  const active = createActivePlugins(known, tonyVersion);
  const find = (name: string): TonyPlugin => {
    const plugin = known.get(name);
    if (plugin !== undefined) return plugin;
    throw new MosaicError('not_found', `There is no plugin ${name}. Register it first.`);
  };
  const swap = async (next: TonyPlugin, before: TonyPlugin): Promise<void> => {
    const state = before.getState?.();
    const names = active.above(next.name);
    await active.stop(names).catch(() => undefined);
    const goOn = async (plugin: TonyPlugin) => {
      known.set(plugin.name, plugin);
      await active.start(names.toReversed());
      if (state !== undefined) plugin.setState?.(state);
    };
    try {
      await goOn(next);
    } catch (error) {
      await active.stop(names.filter(active.has)).catch(() => undefined);
      await goOn(before);
      throw error;
    }
  };
  return {
    isolation: 'none',
    register(plugin) {
      requireUsable(plugin, tonyVersion);
      if (known.has(plugin.name)) {
        throw new MosaicError('conflict', `${plugin.name} is registered already. Use reload().`);
      }
      if (known.size >= pluginsMax) {
        throw new MosaicError('too_large', `There are ${pluginsMax} plugins already.`);
      }
      known.set(plugin.name, plugin);
    },
    list: () =>
      [...known.values()].map(({ name, version }) => ({
        name,
        version,
        isActive: active.has(name),
      })),
    resolveDependencies: () => resolveDependencies([...known.values()]),
    async activate(name) {
      const wanted = name === undefined ? [...known.values()] : closure(find(name), known);
      return await active.start(requireResolvable(resolveDependencies(wanted)).loadOrder);
    },
    async deactivate(name) {
      const names = active.above(name === undefined ? null : find(name).name);
      await active.stop(names);
      return names;
    },
    async reload(plugin) {
      requireUsable(plugin, tonyVersion);
      const before = find(plugin.name);
      const others = [...known.values()].filter(({ name }) => name !== plugin.name);
      requireResolvable(resolveDependencies([...others, plugin]));
      if (active.has(plugin.name)) await swap(plugin, before);
      else known.set(plugin.name, plugin);
    },
  };
}

/** A plugin and everything here that it builds on. */
function closure(plugin: TonyPlugin, known: ReadonlyMap<string, TonyPlugin>): TonyPlugin[] {
  const found = new Map([[plugin.name, plugin]]);
  for (const each of found.values()) {
    for (const { name } of each.dependencies ?? []) {
      const dependency = known.get(name);
      if (dependency !== undefined) found.set(name, dependency);
    }
  }
  return [...found.values()];
}

function requireUsable(plugin: TonyPlugin, tonyVersion: string): void {
  if (!plugin.name || valid(plugin.version) === null) {
    throw new MosaicError(
      'invalid_input',
      `A plugin needs a name and a version such as 1.0.0; this one says ${plugin.name || 'nothing'} ${plugin.version}.`,
    );
  }
  const { minTonyVersion } = plugin;
  if (minTonyVersion !== undefined && lt(tonyVersion, minTonyVersion)) {
    throw new MosaicError(
      'precondition_failed',
      `${plugin.name} ${plugin.version} needs Tony ${minTonyVersion} or newer, and this is ${tonyVersion}. Upgrade Tony.`,
    );
  }
}

function requireResolvable(resolution: Resolution): Resolution {
  if (resolution.resolvable) return resolution;
  const problems = [
    ...resolution.missing.map(
      ({ plugin, name, version, found }) =>
        `${plugin} needs ${name} ${version}${found === null ? '' : ` and ${found} is here`}`,
    ),
    ...resolution.circularDependencies.map((cycle) => `${cycle.join(' → ')} build on each other`),
  ];
  throw new MosaicError(
    'precondition_failed',
    `Plugins cannot be activated: ${problems.join('; ')}.`,
    { details: { missing: resolution.missing, cycles: resolution.circularDependencies } },
  );
}
