import { type ErrorCode, isMosaicError, operations, type StateReceipt } from '@mosaic/contract';
import type { Client } from '../client.ts';
import { type Conflict, type PendingWrite, type Side, wantedSide } from './model.ts';
import type { Draft, Replica } from './replica.ts';
import { confirmFirst, refuseWrites, type SettleScope, settleConflict } from './settle-conflict.ts';

export interface PushScope extends SettleScope {
  readonly client: Pick<Client, 'call'>;
  readonly replica: Replica;
  readonly namespace: string;
  readonly signal: AbortSignal | undefined;
}

/** Tries for one key in one go: each fails only because somebody else changed it once more. */
const triesMax = 20;

/** Refusals that a repeat would meet again. */
const final: ReadonlySet<ErrorCode> = new Set([
  'invalid_input',
  'too_large',
  'forbidden',
  'idempotency_mismatch',
]);

/**
 * Sends all local writes, each key's in their order, by compare-and-set.
 *
 * @throws when the hub cannot be reached; what was not confirmed stays in the queue and is sent
 *   again under the same idempotency key
 */
export async function pushWrites(
  scope: PushScope,
): Promise<{ pushed: number; conflicts: Conflict[] }> {
  const outcome = { pushed: 0, conflicts: [] as Conflict[] };
  for (const key of scope.replica.keysToPush()) {
    for (let tries = 0; tries < triesMax; tries += 1) {
      const [write] = scope.replica.writesTo(key);
      if (!write) break;
      const conflict = await pushWrite(scope, write);
      if (conflict === 'done') outcome.pushed += 1;
      else if (conflict) outcome.conflicts.push(conflict);
    }
  }
  return outcome;
}

async function pushWrite(scope: PushScope, write: PendingWrite): Promise<'done' | Conflict | null> {
  // Noted before it is sent: after a crash in between nobody may change what went out.
  if (!write.wasSent) {
    const isLatest = await noteSent(scope.replica, write);
    if (!isLatest) return null;
  }
  try {
    const receipt = await send(scope, write);
    await scope.replica.update((draft) => {
      const { version, revision, expiresAt } = receipt;
      if (isNews(scope.replica, draft, write.key, revision)) {
        draft.putEntry({
          key: write.key,
          version,
          revision,
          isGone: write.isGone,
          value: write.value,
          expiresAt,
        });
      }
      confirmFirst(draft, write.key, { ...wantedSide(write), version: write.isGone ? 0 : version });
    });
    return 'done';
  } catch (error) {
    if (!isMosaicError(error)) throw error;
    if (['conflict', 'not_found'].includes(error.code)) return settle(scope, write.key);
    if (!final.has(error.code)) throw error;
    return refuse(scope, write, error);
  }
}

/** What the watch has passed is known already, a deletion too, of which nothing is kept. */
function isNews(replica: Replica, draft: Draft, key: string, revision: number): boolean {
  return revision > Math.max(draft.entry(key)?.revision ?? 0, replica.cursor() ?? 0);
}

/** False when the write was changed meanwhile; then the changed one is to be sent. */
async function noteSent(replica: Replica, write: PendingWrite): Promise<boolean> {
  let isLatest = false;
  await replica.update((draft) => {
    const [first] = draft.writesTo(write.key);
    isLatest = first === write;
    if (isLatest) draft.putWrite({ ...write, wasSent: true });
  });
  return isLatest;
}

function send(scope: PushScope, write: PendingWrite): Promise<StateReceipt> {
  const { client, namespace, signal } = scope;
  const { key, value } = write;
  const ifVersion = write.baseVersion ?? 0;
  const options = { idempotencyKey: write.id, ...(signal ? { signal } : {}) };
  return write.isGone
    ? client.call(operations.deleteState, { namespace, key, ifVersion }, options)
    : client.call(operations.setState, { namespace, key, value, ifVersion }, options);
}

/** Looks what the key is now, and lets the policy decide about it. */
async function settle(scope: PushScope, key: string): Promise<Conflict | null> {
  const theirs = await readKey(scope, key);
  let conflict: Conflict | null = null;
  await scope.replica.update((draft) => {
    const { entry } = theirs;
    if (entry && isNews(scope.replica, draft, key, entry.revision)) draft.putEntry(entry);
    conflict = settleConflict(draft, scope, key, theirs.side);
  });
  return conflict;
}

async function readKey({ client, namespace, signal }: PushScope, key: string) {
  try {
    const options = signal ? { signal } : {};
    const found = await client.call(operations.getState, { namespace, key }, options);
    const { version, revision, value, expiresAt } = found;
    const side: Side = { isGone: false, version, value };
    return { side, entry: { key, version, revision, isGone: false, value, expiresAt } };
  } catch (error) {
    if (!isMosaicError(error) || error.code !== 'not_found') throw error;
    const side: Side = { isGone: true, version: 0 };
    return { side, entry: null };
  }
}

async function refuse(
  { replica, newId }: PushScope,
  write: PendingWrite,
  error: unknown,
): Promise<Conflict | null> {
  let conflict: Conflict | null = null;
  await replica.update((draft) => {
    conflict = refuseWrites(draft, newId, write, error);
  });
  return conflict;
}
