import type { Kysely } from 'kysely';
import type { CommandContext } from '../../../pipeline/handler.ts';
import { findAble } from '../known-agents.ts';
import { messageLimits } from '../limits.ts';
import { isOpen } from '../stored-states.ts';
import type { MessageTables } from '../tables.ts';
import { giveToLeastBusy } from './give-to-least-busy.ts';

/** An agent with open deliveries that it was chosen for by capability. */
interface Holder {
  readonly tenant: string;
  readonly agent_id: string | null;
  readonly capability: string | null;
}

/**
 * What was given to an agent for its capability, and lies there while it is offline, goes to
 * another one that is online; with nobody else it stays.
 */
export async function moveFromOffline(context: CommandContext): Promise<number> {
  const store: Kysely<MessageTables> = context.store;
  const holders = await store
    .selectFrom('message_delivery')
    .select(['tenant', 'agent_id', 'capability'])
    .distinct()
    .where('capability', 'is not', null)
    .where(isOpen)
    .limit(messageLimits.sweepRowsMax)
    .execute();
  const crews = Map.groupBy(holders, ({ tenant, capability }) => `${tenant} ${capability}`);
  let moved = 0;
  for (const crew of crews.values()) moved += await moveWithin(context, crew);
  return moved;
}

/** Looks after the agents of one tenant that were chosen for one capability. */
async function moveWithin(context: CommandContext, crew: readonly Holder[]): Promise<number> {
  const { tenant, capability } = crew[0] ?? { tenant: '', capability: null };
  if (capability === null) return 0;
  const able = await findAble(context.forTenant(tenant).call, capability);
  const online = new Set(able.map(({ id }) => id));
  const gone = crew.flatMap(({ agent_id }) =>
    agent_id === null || online.has(agent_id) ? [] : [agent_id],
  );
  if (gone.length === 0 || online.size === 0) return 0;
  const now = context.clock.now();
  const store: Kysely<MessageTables> = context.store;
  const rows = await store
    .selectFrom('message_delivery')
    .select(['id', 'tenant', 'capability', 'agent_id'])
    .where('tenant', '=', tenant)
    .where('agent_id', 'in', gone)
    .where('capability', '=', capability)
    .where(isOpen)
    .where('available_at', '<=', now)
    .where('expires_at', '>', now)
    .whereRef('attempt', '<', 'attempt_limit')
    .orderBy('seq')
    .limit(messageLimits.sweepRowsMax)
    .execute();
  return giveToLeastBusy(context, rows);
}
