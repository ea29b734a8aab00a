import type { Kysely } from 'kysely';
import type { CommandContext } from '../../../pipeline/handler.ts';
import { findAble } from '../known-agents.ts';
import { messageLimits } from '../limits.ts';
import type { MessageTables } from '../tables.ts';
import { giveToLeastBusy } from './give-to-least-busy.ts';

/**
 * What was given to an agent for its capability, and lies there while it is offline, goes to
 * another one that is online; with nobody else it stays.
 */
export async function moveFromOffline(context: CommandContext): Promise<number> {
  const store: Kysely<MessageTables> = context.store;
  const { tenant } = context.principal;
  const holders = await store
    .selectFrom('message_delivery')
    .select(['agent_id', 'capability'])
    .distinct()
    .where('tenant', '=', tenant)
    .where('capability', 'is not', null)
    .where('state', 'in', ['ready', 'leased', 'delayed'])
    .limit(messageLimits.sweepRowsMax)
    .execute();
  let moved = 0;
  for (const [capability, agentIds] of byCapability(holders)) {
    const able = new Set((await findAble(context.call, capability)).map(({ id }) => id));
    const gone = agentIds.filter((agentId) => !able.has(agentId));
    if (gone.length === 0 || able.size === 0) continue;
    const rows = await store
      .selectFrom('message_delivery')
      .select(['id', 'capability', 'agent_id', 'state'])
      .where('tenant', '=', tenant)
      .where('agent_id', 'in', gone)
      .where('capability', '=', capability)
      .where('state', 'in', ['ready', 'leased', 'delayed'])
      .where('available_at', '<=', context.clock.now())
      .where('expires_at', '>', context.clock.now())
      .whereRef('attempt', '<', 'attempt_limit')
      .orderBy('seq')
      .limit(messageLimits.sweepRowsMax)
      .execute();
    moved += await giveToLeastBusy(context, rows);
  }
  return moved;
}

function byCapability(
  rows: readonly { agent_id: string | null; capability: string | null }[],
): Map<string, string[]> {
  const result = new Map<string, string[]>();
  for (const { agent_id, capability } of rows) {
    if (agent_id === null || capability === null) continue;
    result.set(capability, [...(result.get(capability) ?? []), agent_id]);
  }
  return result;
}
