import { MosaicError } from '@mosaic/contract';
import type { Kysely } from 'kysely';
import type { Reader, Writer } from '../../../store/store.ts';
import type { MessageRow, MessageTables } from '../tables.ts';

/** The message of this id, in the tenant. */
export async function findMessage(
  store: Reader | Writer,
  tenant: string,
  messageId: string,
): Promise<MessageRow | undefined> {
  const tables: Kysely<MessageTables> = store;
  return tables
    .selectFrom('message')
    .selectAll()
    .where('tenant', '=', tenant)
    .where('id', '=', messageId)
    .executeTakeFirst();
}

export async function requireMessage(
  store: Reader | Writer,
  tenant: string,
  messageId: string,
): Promise<MessageRow> {
  const found = await findMessage(store, tenant, messageId);
  if (found) return found;
  throw new MosaicError(
    'not_found',
    `There is no message ${messageId}. Messages are forgotten some time after they were acknowledged.`,
  );
}

/** What senders sent before under these keys. */
export async function findByKeys(
  store: Reader | Writer,
  tenant: string,
  keys: readonly { sender: string; key: string }[],
): Promise<MessageRow[]> {
  if (keys.length === 0) return [];
  const tables: Kysely<MessageTables> = store;
  return tables
    .selectFrom('message')
    .selectAll()
    .where('tenant', '=', tenant)
    .where('sender', 'in', [...new Set(keys.map(({ sender }) => sender))])
    .where(
      'dedup_key',
      'in',
      keys.map(({ key }) => key),
    )
    .execute();
}

/** Threads that exist, of these. */
export async function requireThreads(
  store: Reader | Writer,
  tenant: string,
  threadIds: readonly string[],
): Promise<void> {
  if (threadIds.length === 0) return;
  const tables: Kysely<MessageTables> = store;
  const rows = await tables
    .selectFrom('message')
    .select('thread_id')
    .distinct()
    .where('tenant', '=', tenant)
    .where('thread_id', 'in', threadIds)
    .execute();
  const known = new Set(rows.map((row) => row.thread_id));
  const missing = threadIds.find((threadId) => !known.has(threadId));
  if (missing === undefined) return;
  throw new MosaicError(
    'not_found',
    `There is no thread ${missing}. A thread is named by its first message; leave threadId out to begin one.`,
  );
}
