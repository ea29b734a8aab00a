import { limits } from '@mosaic/contract';
import { type Kysely, sql } from 'kysely';
import type { CommandContext } from '../../../pipeline/handler.ts';
import { addChange, applyChanges, type InboxChanges } from '../count-inboxes.ts';
import { inboxTopic } from '../hint-topics.ts';
import { findAble } from '../known-agents.ts';
import { type Candidate, chooseAgent } from '../rules/choose-agent.ts';
import { openDeliveries } from '../send/open-deliveries.ts';
import type { DeliveryRow, MessageTables } from '../tables.ts';

type Homeless = Pick<DeliveryRow, 'id' | 'capability' | 'agent_id' | 'state'>;

/** Gives each delivery to the agent that is then the least busy; returns how many found one. */
export async function giveToLeastBusy(
  context: CommandContext,
  deliveries: readonly Homeless[],
): Promise<number> {
  const { store, principal } = context;
  const crews = new Map<string, Candidate[]>();
  const given = new Map<string, string[]>();
  const changes: InboxChanges = new Map();
  for (const { id, capability, agent_id: before } of deliveries) {
    if (capability === null) continue;
    const crew = crews.get(capability) ?? (await crewOf(context, capability));
    crews.set(capability, crew);
    const chosen = chooseAgent(crew, limits.inboxMax);
    if (chosen === null) continue;
    for (const [name, each] of crews) crews.set(name, oneMore(each, chosen.agentId));
    given.set(chosen.agentId, [...(given.get(chosen.agentId) ?? []), id]);
    addChange(changes, chosen.agentId, { open: 1 });
    if (before !== null) addChange(changes, before, { open: -1 });
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
      .where('tenant', '=', principal.tenant)
      .where('id', 'in', ids)
      .execute();
    context.hint(inboxTopic(agentId));
  }
  await applyChanges(store, principal.tenant, changes);
  return [...given.values()].flat().length;
}

async function crewOf(context: CommandContext, capability: string): Promise<Candidate[]> {
  const agents = await findAble(context.call, capability);
  const ids = agents.map(({ id }) => id);
  const open = await openDeliveries(context.store, context.principal.tenant, ids);
  return agents.map((agent) => ({
    agentId: agent.id,
    openDeliveries: open.get(agent.id) ?? 0,
    runningTasks: agent.tasksRunning,
  }));
}

function oneMore(crew: readonly Candidate[], agentId: string): Candidate[] {
  return crew.map((each) =>
    each.agentId === agentId ? { ...each, openDeliveries: each.openDeliveries + 1 } : each,
  );
}
