import { limits } from '@mosaic/contract';
import { type Kysely, sql } from 'kysely';
import type { CommandContext } from '../../../pipeline/handler.ts';
import { addChange, applyChanges, type InboxChanges } from '../count-inboxes.ts';
import { inboxTopic } from '../hint-topics.ts';
import { type Candidate, chooseAgent } from '../rules/choose-agent.ts';
import { candidatesFor } from '../send/candidates-for.ts';
import type { DeliveryRow, MessageTables } from '../tables.ts';

type Homeless = Pick<DeliveryRow, 'id' | 'tenant' | 'capability' | 'agent_id'>;

/** Gives each delivery to the agent that is then the least busy; returns how many found one. */
export async function giveToLeastBusy(
  context: CommandContext,
  deliveries: readonly Homeless[],
): Promise<number> {
  const { store } = context;
  const crews = new Map<string, Candidate[]>();
  const given = new Map<string, string[]>();
  const changes: InboxChanges = new Map();
  for (const { id, tenant, capability, agent_id: before } of deliveries) {
    if (capability === null) continue;
    const name = `${tenant} ${capability}`;
    const crew =
      crews.get(name) ?? (await candidatesFor(context.forTenant(tenant), capability, changes));
    crews.set(name, crew);
    const agentId = chooseAgent(crew, limits.inboxMax)?.agentId;
    if (agentId === undefined) continue;
    for (const [each, candidates] of crews) crews.set(each, oneMore(candidates, agentId));
    given.set(agentId, [...(given.get(agentId) ?? []), id]);
    addChange(changes, { tenant, agentId }, { open: 1 });
    if (before !== null) addChange(changes, { tenant, agentId: before }, { open: -1 });
  }
  const tables: Kysely<MessageTables> = store;
  for (const [agentId, ids] of given) {
    // They have lost their place in the order of their sender: each gets a lane of its own.
    await tables
      .updateTable('message_delivery')
      .set({
        agent_id: agentId,
        lane: sql`id`,
        state: sql`case when state = 'unassigned' then 'ready' else state end`,
        available_at: context.clock.now(),
      })
      .where('id', 'in', ids)
      .execute();
    context.hint(inboxTopic(agentId));
  }
  await applyChanges(store, changes);
  return [...given.values()].flat().length;
}

function oneMore(crew: readonly Candidate[], agentId: string): Candidate[] {
  return crew.map((each) =>
    each.agentId === agentId ? { ...each, openDeliveries: each.openDeliveries + 1 } : each,
  );
}
