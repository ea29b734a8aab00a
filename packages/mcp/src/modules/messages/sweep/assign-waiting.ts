import type { Kysely } from 'kysely';
import type { CommandContext } from '../../../pipeline/handler.ts';
import { messageLimits } from '../limits.ts';
import { isUnassigned } from '../stored-states.ts';
import type { MessageTables } from '../tables.ts';
import { giveToLeastBusy } from './give-to-least-busy.ts';

/** Gives what waits for an agent with a capability to those that are online by now. */
export async function assignWaiting(context: CommandContext): Promise<number> {
  const store: Kysely<MessageTables> = context.store;
  const now = context.clock.now();
  const rows = await store
    .selectFrom('message_delivery')
    .select(['id', 'tenant', 'capability', 'agent_id'])
    .where(isUnassigned)
    .where('expires_at', '>', now)
    .orderBy('seq')
    .limit(messageLimits.sweepRowsMax)
    .execute();
  return giveToLeastBusy(context, rows);
}
