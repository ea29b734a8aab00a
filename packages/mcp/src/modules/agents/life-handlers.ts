import { operations } from '@mosaic/contract';
import { toInstant } from '../../pipeline/clock.ts';
import { type CommandContext, command, type Handler } from '../../pipeline/handler.ts';
import {
  type AgentFacts,
  type AgentReader,
  findAgent,
  replacedSession,
  selectAgents,
  toAgent,
} from './agent-store.ts';
import { keepAlive } from './claim-handlers.ts';
import { requireProtocol, sessionEnd } from './rules.ts';

/** Hinted whenever an agent may have become able to take a task. */
const readyTopic = 'task.ready';

/** From announcing to leaving. */
export const lifeHandlers: readonly Handler[] = [
  command(operations.registerAgent, async (context, input) => {
    requireProtocol(input.protocol, input.name);
    const { tenant } = context.principal;
    const store: AgentReader = context.store;
    const known = await selectAgents(store, tenant)
      .where('name', '=', input.name)
      .executeTakeFirst();
    if (known) await endSession(context, known, 'The agent registered again.');
    const capabilities = [...new Set(input.capabilities)].sort();
    const id = known?.id ?? context.clock.newId('agent');
    const details = {
      type: input.type,
      capabilities: JSON.stringify(capabilities),
      labels: JSON.stringify(input.labels),
      version: input.version,
      protocol: input.protocol,
    };
    const now = context.clock.now();
    await store
      .insertInto('agent')
      .values({ id, tenant, name: input.name, ...details, registered_at: now })
      .onConflict((conflict) => conflict.columns(['tenant', 'name']).doUpdateSet(details))
      .execute();
    const session = {
      id: context.clock.newId('session'),
      epoch: (known?.epoch ?? 0) + 1,
      expires_at: sessionEnd(now),
      last_seen_at: now,
      is_draining: 0,
      tasks_running: 0,
      tasks_max: input.tasksMax,
    };
    await store
      .insertInto('agent_session')
      .values({ agent_id: id, tenant, ...session })
      .onConflict((conflict) => conflict.column('agent_id').doUpdateSet(session))
      .execute();
    if (known?.capabilities !== details.capabilities) {
      await storeCapabilities(store, tenant, id, capabilities);
    }
    context.target(id);
    context.emit({
      type: 'agent.registered',
      agentId: id,
      data: { agentId: id, name: input.name, type: input.type },
    });
    return toAgent(await findAgent(store, tenant, id), now);
  }),

  command(operations.heartbeatAgent, async (context, { agentId, sessionId, holding }) => {
    context.quiet();
    const { tenant } = context.principal;
    const row = await findAgent(context.store, tenant, agentId);
    if (sessionId !== undefined && sessionId !== row.session_id) {
      throw replacedSession(agentId, sessionId);
    }
    const kept = await keepAlive(context, row, { isAlive: true, mayBegin: true });
    if (!kept) throw new Error(`${agentId} beats and is not alive`);
    const now = context.clock.now();
    const isNew = kept.sessionId !== row.session_id;
    const shown = toAgent(
      {
        ...row,
        session_id: kept.sessionId,
        epoch: isNew ? row.epoch + 1 : row.epoch,
        expires_at: kept.expiresAt,
        last_seen_at: now,
        tasks_running: kept.tasksRunning,
      },
      now,
    );
    if (holding !== undefined && kept.tasksRunning > holding.length) {
      await context.call(operations.reconcileTasks, { sessionId: kept.sessionId, holding });
    }
    const { taskIds } =
      kept.tasksRunning === 0
        ? { taskIds: [] }
        : await context.call(operations.stoppingTasks, { sessionId: kept.sessionId });
    return { ...shown, expiresAt: toInstant(kept.expiresAt), stopping: taskIds };
  }),

  command(operations.drainAgent, async (context, { agentId }) => {
    const { tenant } = context.principal;
    const store: AgentReader = context.store;
    const row = await findAgent(store, tenant, agentId);
    await store
      .updateTable('agent_session')
      .set({ is_draining: 1 })
      .where('agent_id', '=', agentId)
      .execute();
    context.emit({
      type: 'agent.draining',
      agentId,
      data: { agentId, name: row.name, tasksRunning: row.tasks_running },
    });
    // Its waiting call ends at once instead of at its next look.
    context.hint(readyTopic);
    return toAgent({ ...row, is_draining: 1 }, context.clock.now());
  }),

  command(operations.deregisterAgent, async (context, { agentId, sessionId }) => {
    const { tenant } = context.principal;
    const store: AgentReader = context.store;
    const row = await findAgent(store, tenant, agentId);
    if (sessionId !== undefined && sessionId !== row.session_id) {
      throw replacedSession(agentId, sessionId);
    }
    const released = await endSession(context, row, 'The agent took its leave.');
    for (const table of ['agent_capability', 'agent_session'] as const) {
      await store.deleteFrom(table).where('agent_id', '=', agentId).execute();
    }
    await store.deleteFrom('agent').where('id', '=', agentId).execute();
    context.emit({
      type: 'agent.left',
      agentId,
      data: { agentId, name: row.name, type: row.type, reason: 'deregistered' },
    });
    context.hint(readyTopic);
    return { released };
  }),
];

/** Gives back at once what a life of the agent still holds; tells how many tasks. */
async function endSession(
  context: CommandContext,
  row: AgentFacts,
  reason: string,
): Promise<number> {
  if (row.expires_at === null) return 0;
  const { ended } = await context.call(operations.revokeTasks, {
    sessionIds: [row.session_id],
    reason,
  });
  return ended;
}

async function storeCapabilities(
  store: AgentReader,
  tenant: string,
  agentId: string,
  capabilities: readonly string[],
): Promise<void> {
  await store.deleteFrom('agent_capability').where('agent_id', '=', agentId).execute();
  if (capabilities.length === 0) return;
  await store
    .insertInto('agent_capability')
    .values(capabilities.map((capability) => ({ tenant, capability, agent_id: agentId })))
    .execute();
}
