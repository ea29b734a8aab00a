import { MosaicError } from '@mosaic/contract';
import type { TonyPlugin } from './tony-plugin.ts';

/** The plugins that are active, in the order of activation. */
export interface ActivePlugins {
  has(name: string): boolean;
  /** Activates those that are not active yet, in this order; when one fails, none of them stays. */
  start(names: readonly string[]): Promise<readonly string[]>;
  /** Whatever one of them does, all are inactive in the end; the first failure is thrown then. */
  stop(names: readonly string[]): Promise<void>;
  /** A plugin with what builds on it, the last activated first; null means all of them. */
  above(name: string | null): string[];
}

export function createActivePlugins(
  known: ReadonlyMap<string, TonyPlugin>,
  tonyVersion: string,
): ActivePlugins {
  const active = new Map<string, TonyPlugin>();
  const activate = async (plugin: TonyPlugin): Promise<void> => {
    try {
      await plugin.onActivate?.({ tonyVersion, active: new Map(active) });
    } catch (cause) {
      throw broken(plugin, 'be activated', cause);
    }
    active.set(plugin.name, plugin);
  };
  const stop: ActivePlugins['stop'] = async (names) => {
    let failure: MosaicError | null = null;
    for (const name of names) {
      const plugin = active.get(name);
      active.delete(name);
      try {
        await plugin?.onDeactivate?.();
      } catch (cause) {
        if (plugin !== undefined) failure ??= broken(plugin, 'be deactivated', cause);
      }
    }
    if (failure !== null) throw failure;
  };
  return {
    has: (name) => active.has(name),
    stop,
    async start(names) {
      const started: string[] = [];
      try {
        for (const name of names) {
          const plugin = known.get(name);
          if (plugin === undefined || active.has(name)) continue;
          await activate(plugin);
          started.push(name);
        }
      } catch (error) {
        await stop(started.toReversed()).catch(() => undefined);
        throw error;
      }
      return started;
    },
    above(name) {
      const order = [...active.keys()];
      if (name === null) return order.toReversed();
      const wanted = new Set([name]);
      for (const plugin of active.values()) {
        const isAbove = plugin.dependencies?.some((dependency) => wanted.has(dependency.name));
        if (isAbove === true) wanted.add(plugin.name);
      }
      return order.filter((each) => wanted.has(each)).toReversed();
    },
  };
}

function broken(plugin: TonyPlugin, what: string, cause: unknown): MosaicError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  const message = `${plugin.name} ${plugin.version} could not ${what}: ${reason}`;
  return new MosaicError('precondition_failed', message, { cause });
}
