import { operations, type StateChange, type StateEntry } from '@mosaic/contract';
import type { Client } from '../client.ts';
import type { Draft, Replica } from './replica.ts';

export interface PullScope {
  readonly client: Client;
  readonly replica: Replica;
  readonly namespace: string;
  readonly prefix: string;
  /** Told the keys whose view may have changed. */
  readonly onChange: (keys: readonly string[]) => void;
}

/** Changes stored together while catching up. */
const batchMax = 200;

/**
 * Takes over what changed at the hub: all of it first, then what the watch tells.
 *
 * @param until `current` ends once everything is known, `aborted` goes on until the signal
 * @returns how many changes came
 */
export async function pullChanges(
  scope: PullScope,
  { until, signal }: { until: 'current' | 'aborted'; signal: AbortSignal | undefined },
): Promise<number> {
  let count = 0;
  for (;;) {
    const after = scope.replica.cursor() ?? (await takeSnapshot(scope, signal, false));
    const followed = await follow(scope, { after, until, signal });
    count += followed.count;
    if (followed.end !== 'too_old') return count;
    await takeSnapshot(scope, signal, followed.isOtherHistory);
  }
}

type End = 'current' | 'aborted' | 'too_old';

async function follow(
  scope: PullScope,
  {
    after,
    until,
    signal,
  }: { after: number; until: 'current' | 'aborted'; signal: AbortSignal | undefined },
): Promise<{ end: End; count: number; isOtherHistory: boolean }> {
  const { namespace, prefix } = scope;
  const stop = new AbortController();
  const signals = [stop.signal, ...(signal ? [signal] : [])];
  const options = { signal: AbortSignal.any(signals) };
  let waiting: StateChange[] = [];
  let count = 0;
  const store = async (revision: number) => {
    const changes = waiting;
    waiting = [];
    count += changes.length;
    await apply(scope, changes, revision);
  };
  try {
    const items = scope.client.stream(operations.watchState, { namespace, prefix, after }, options);
    for await (const item of items) {
      if (item.kind === 'too_old') {
        return { end: 'too_old', count, isOtherHistory: item.newestRevision < after };
      }
      if (item.kind === 'changed') waiting.push(item);
      if (item.kind === 'current' || waiting.length >= batchMax) await store(item.revision);
      if (item.kind === 'current' && until === 'current') {
        return { end: 'current', count, isOtherHistory: false };
      }
    }
    signal?.throwIfAborted();
    return { end: 'aborted', count, isOtherHistory: false };
  } finally {
    stop.abort();
  }
}

async function apply(
  { replica, onChange }: PullScope,
  changes: readonly StateChange[],
  revision: number,
): Promise<void> {
  const keys = await replica.update((draft) => {
    for (const change of changes) {
      const { key, version, value, expiresAt } = change;
      const isGone = change.change !== 'set';
      // What this cache wrote itself it may know from a later revision already.
      if ((draft.entry(key)?.revision ?? -1) >= change.revision) continue;
      if (isGone) draft.forgetEntry(key);
      else draft.putEntry({ key, version, revision: change.revision, isGone, value, expiresAt });
    }
    forgetDeletions(draft, replica, revision);
    draft.setCursor(revision);
  });
  if (keys.length > 0) onChange(keys);
}

/** A deletion is remembered only until the watch has passed it. */
function forgetDeletions(draft: Draft, replica: Replica, revision: number): void {
  for (const { key } of replica.entries()) {
    const entry = draft.entry(key);
    if (entry?.isGone && entry.revision <= revision) draft.forgetEntry(key);
  }
}

/**
 * Reads all keys anew. The watch then begins at the revision of the first page, so that what
 * changed while the others were read is told again.
 *
 * @param isOtherHistory the hub went back to a backup: nothing known before counts
 */
async function takeSnapshot(
  scope: PullScope,
  signal: AbortSignal | undefined,
  isOtherHistory: boolean,
): Promise<number> {
  const { replica, onChange } = scope;
  const { revision, entries } = await listAll(scope, signal);
  const keys = await replica.update((draft) => {
    for (const { key, revision: knownAt } of replica.entries()) {
      if (isOtherHistory || (!entries.has(key) && knownAt <= revision)) draft.forgetEntry(key);
    }
    for (const entry of entries.values()) {
      if ((draft.entry(entry.key)?.revision ?? -1) < entry.revision) {
        const { key, version, value, expiresAt } = entry;
        draft.putEntry({ key, version, revision: entry.revision, isGone: false, value, expiresAt });
      }
    }
    draft.setCursor(revision);
  });
  if (keys.length > 0) onChange(keys);
  return revision;
}

async function listAll(
  { client, namespace, prefix }: PullScope,
  signal: AbortSignal | undefined,
): Promise<{ revision: number; entries: ReadonlyMap<string, StateEntry> }> {
  const entries = new Map<string, StateEntry>();
  let revision: number | null = null;
  let cursor: string | null = '';
  while (cursor !== null) {
    const page: { items: StateEntry[]; nextCursor: string | null; revision: number } =
      await client.call(
        operations.listState,
        { namespace, prefix, limit: 500, ...(cursor === '' ? {} : { cursor }) },
        signal ? { signal } : {},
      );
    revision ??= page.revision;
    for (const entry of page.items) entries.set(entry.key, entry);
    cursor = page.nextCursor;
  }
  return { revision: revision ?? 0, entries };
}
