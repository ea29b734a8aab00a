/** What a plugin builds on. */
export interface PluginDependency {
  readonly name: string;
  /** Range of versions, such as `^1.2.0`. */
  readonly version: string;
  /** True where it also works without. */
  readonly optional?: boolean;
}

/**
 * An extension of Tony, as an object.
 *
 * It runs in this process with all its rights: nothing keeps it from reading files, the network or
 * the environment. Activate only what you would run yourself.
 */
export interface TonyPlugin {
  readonly name: string;
  readonly version: string;
  /** Oldest Tony it works with. */
  readonly minTonyVersion?: string;
  readonly dependencies?: readonly PluginDependency[];
  onActivate?(context: PluginContext): Promise<void> | void;
  onDeactivate?(): Promise<void> | void;
  /** What a reloaded version goes on with. */
  getState?(): unknown;
  setState?(state: unknown): void;
}

/** What a plugin is given. */
export interface PluginContext {
  readonly tonyVersion: string;
  /** The plugins that are active already, by name: dependencies among them. */
  readonly active: ReadonlyMap<string, TonyPlugin>;
}
