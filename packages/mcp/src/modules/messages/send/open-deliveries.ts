import type { Kysely } from 'kysely';
import type { Reader, Writer } from '../../../store/store.ts';
import { messageLimits } from '../limits.ts';
import type { MessageTables } from '../tables.ts';

/** How many deliveries each of the agents has open; those with none may be missing. */
export async function openDeliveries(
  store: Reader | Writer,
  tenant: string,
  agentIds: readonly string[],
): Promise<Map<string, number>> {
  const tables: Kysely<MessageTables> = store;
  const open = new Map<string, number>();
  for (let from = 0; from < agentIds.length; from += messageLimits.rowsPerStatement) {
    const rows = await tables
      .selectFrom('message_inbox')
      .select(['agent_id', 'open'])
      .where('tenant', '=', tenant)
      .where('agent_id', 'in', agentIds.slice(from, from + messageLimits.rowsPerStatement))
      .execute();
    for (const row of rows) open.set(row.agent_id, Number(row.open));
  }
  return open;
}
