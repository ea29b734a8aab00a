import { isMosaicError, MosaicError } from '@mosaic/contract';
import type { Client } from '../client.ts';
import type { CacheStorage } from './cache-storage.ts';
import { queueWrite, requireRoom, viewOf } from './local-writes.ts';
import type { Conflict, ConflictPolicy } from './model.ts';
import { pullChanges } from './pull-changes.ts';
import { pushWrites } from './push-writes.ts';
import { openReplica, type Replica } from './replica.ts';

export interface StateCacheOptions {
  readonly client: Client;
  readonly namespace: string;
  /** Only keys that begin with this are kept; all of the namespace unless given. */
  readonly prefix?: string;
  readonly storage: CacheStorage;
  /** What to do when a local write meets a change of somebody else; `report` unless given. */
  readonly policy?: ConflictPolicy;
  /** Makes ids that nobody else makes; random UUIDs unless given. */
  readonly newId?: () => string;
  /** Milliseconds since the epoch. */
  readonly now?: () => number;
}

/** What one synchronisation did. */
export interface SyncReport {
  /** Local writes the hub took. */
  readonly pushed: number;
  /** Changes that came from the hub. */
  readonly pulled: number;
  /** Conflicts found now; they also stay in {@link StateCache.conflicts} until dismissed. */
  readonly conflicts: readonly Conflict[];
}

/**
 * A local copy of shared state that also works without the hub.
 *
 * Reads are local. Writes are local first and count at once; the hub takes them by
 * compare-and-set, so that no change of somebody else is lost unseen: either nobody changed the
 * key meanwhile, or there is a {@link Conflict} in the report.
 */
export interface StateCache {
  /** The value here and now; undefined when there is none. */
  get(key: string): unknown;
  /** All keys with their values, in order. */
  entries(): [key: string, value: unknown][];
  /** Resolves once the write survives a restart; the hub may not know of it yet. */
  set(key: string, value: unknown): Promise<void>;
  delete(key: string): Promise<void>;
  /** Keys with writes the hub has not confirmed. */
  pending(): string[];
  conflicts(): readonly Conflict[];
  /** Takes conflicts out of the report, once somebody has seen to them. */
  dismiss(conflictIds: readonly string[]): Promise<void>;
  /**
   * Sends local writes and takes over what changed, once.
   *
   * @throws when the hub cannot be reached; nothing is lost, try again
   */
  sync(options?: { signal?: AbortSignal }): Promise<SyncReport>;
  /**
   * Keeps synchronising until aborted: changes arrive as they happen, local writes go out at once,
   * and both wait while the hub is away.
   */
  follow(options: {
    signal: AbortSignal;
    onChange?: (keys: readonly string[]) => void;
    onConflict?: (conflict: Conflict) => void;
  }): Promise<void>;
}

/** Wait before pushing again after the n-th failure, in milliseconds. */
const retryMs = [250, 500, 1_000, 2_000, 5_000];

/** Opens a cache on what its storage has; the hub is not needed for that. */
export async function openStateCache(options: StateCacheOptions): Promise<StateCache> {
  const replica = await openReplica(options.storage);
  const { client, namespace, prefix = '', policy = { kind: 'report' } as const } = options;
  const newId = options.newId ?? (() => crypto.randomUUID());
  const now = options.now ?? Date.now;
  const local = { newId, now };
  const push = oneAtATime((signal: AbortSignal | undefined) =>
    pushWrites({ client, replica, namespace, policy, newId, signal }),
  );
  const pull = (
    until: 'current' | 'aborted',
    signal: AbortSignal | undefined,
    onChange: (keys: readonly string[]) => void = () => {},
  ) => pullChanges({ client, replica, namespace, prefix, onChange }, { until, signal });
  let wake = () => {};
  const write = async (key: string, side: Parameters<typeof queueWrite>[3]) => {
    requirePrefix(key, prefix);
    requireRoom(replica, key, side.isGone ? null : side.value);
    await replica.update((draft) => queueWrite(draft, local, key, side));
    wake();
  };
  return {
    get(key) {
      const side = viewOf(replica, key, now());
      return side.isGone ? undefined : side.value;
    },
    entries: () => allEntries(replica, now()),
    set: (key, value) => write(key, { isGone: false, value }),
    delete: (key) => write(key, { isGone: true }),
    pending: () => replica.keysToPush(),
    conflicts: () => replica.conflicts(),
    async dismiss(conflictIds) {
      await replica.update((draft) => {
        for (const id of conflictIds) draft.dismissConflict(id);
      });
    },
    async sync({ signal } = {}) {
      const { pushed, conflicts } = await push(signal);
      return { pushed, conflicts, pulled: await pull('current', signal) };
    },
    async follow({ signal, onChange, onConflict }) {
      const pushing = keepPushing(signal, async () => {
        const { conflicts } = await push(signal);
        for (const conflict of conflicts) onConflict?.(conflict);
      });
      wake = pushing.wake;
      try {
        await Promise.all([pushing.done, endsWith(signal, pull('aborted', signal, onChange))]);
      } finally {
        wake = () => {};
      }
    },
  };
}

function requirePrefix(key: string, prefix: string): void {
  if (key.startsWith(prefix)) return;
  throw new MosaicError(
    'invalid_input',
    `This cache keeps only keys that begin with ${prefix}; it would never hear of ${key}.`,
  );
}

function allEntries(replica: Replica, now: number): [string, unknown][] {
  const keys = new Set([...replica.entries()].map(({ key }) => key));
  for (const key of replica.keysToPush()) keys.add(key);
  return [...keys].sort().flatMap((key): [string, unknown][] => {
    const side = viewOf(replica, key, now);
    return side.isGone ? [] : [[key, side.value]];
  });
}

/** Calls that come while one is at work wait for it: a key's writes must go out one by one. */
function oneAtATime<Input, Output>(work: (input: Input) => Promise<Output>) {
  let last: Promise<unknown> = Promise.resolve();
  return (input: Input): Promise<Output> => {
    const next = last.then(() => work(input));
    last = next.catch(() => undefined);
    return next;
  };
}

/** Pushes whenever woken, and again after a while when the hub was away. */
function keepPushing(signal: AbortSignal, push: () => Promise<void>) {
  let woken = Promise.withResolvers<void>();
  const wake = () => woken.resolve();
  signal.addEventListener('abort', wake);
  const work = async () => {
    for (let failures = 0; !signal.aborted; ) {
      woken = Promise.withResolvers<void>();
      try {
        await push();
        failures = 0;
        await woken.promise;
      } catch (error) {
        if (signal.aborted) return;
        if (!isTransient(error)) throw error;
        const retry = setTimeout(wake, retryMs[Math.min(failures, retryMs.length - 1)]);
        failures += 1;
        await woken.promise;
        clearTimeout(retry);
      }
    }
  };
  const done = work().finally(() => signal.removeEventListener('abort', wake));
  return { wake, done };
}

function isTransient(error: unknown): boolean {
  if (!isMosaicError(error)) return true;
  return ['unavailable', 'internal', 'rate_limited'].includes(error.code);
}

/** Being aborted is how following ends, not a failure. */
async function endsWith(signal: AbortSignal, work: Promise<unknown>): Promise<void> {
  try {
    await work;
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}
