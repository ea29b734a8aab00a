import { isMosaicError, operations } from '@mosaic/contract';
import { toInstant } from '../../pipeline/clock.ts';
import { type CommandContext, command, type Handler } from '../../pipeline/handler.ts';
import { type AgentReader, lapsedSession, replacedSession, unknownAgent } from './agent-store.ts';
import { isLive, isWorthRenewing, sessionEnd, stepsOf } from './rules.ts';
import {
  beginSession,
  countTasks,
  type HeldRow,
  readClaimants,
  renewSession,
} from './session-statements.ts';

/** Sessions ended in one turn of the sweep. */
const lapsesMax = 200;

/** What the scheduler asks about agents inside its own transactions. */
export const claimHandlers: readonly Handler[] = [
  command(operations.holdAgents, async (context, { agents }) => {
    context.quiet();
    const ids = agents.map(({ agentId }) => agentId);
    const rows = await readClaimants.all(context.store, [context.principal.tenant], ids);
    const byId = new Map(rows.map((row) => [row.id, row]));
    const held = [];
    for (const asked of agents) {
      try {
        held.push(await hold(context, byId.get(asked.agentId), asked));
      } catch (error) {
        if (!isMosaicError(error)) throw error;
        const code = error.code === 'not_found' ? 'not_found' : 'lease_lost';
        held.push({ code, message: error.message } as const);
      }
    }
    return { agents: held };
  }),

  command(operations.countAgents, async (context, { changes }) => {
    context.quiet();
    const live = [];
    const now = context.clock.now();
    for (const { sessionId, change } of changes) {
      const [row] = await countTasks.all(context.store, [sessionId, change, now]);
      if (!row) continue;
      const wasFull = row.tasks_running - change >= row.tasks_max;
      const wantsMore = wasFull || row.tasks_running === 0;
      live.push({ sessionId, expiresAt: toInstant(row.expires_at), wantsMore });
    }
    return { live };
  }),

  command(operations.lapseAgents, async (context) => {
    context.quiet();
    const store: AgentReader = context.store;
    const rows = await store
      .selectFrom('agent_session')
      .innerJoin('agent', 'agent.id', 'agent_session.agent_id')
      .select(['agent_session.id', 'agent_session.tenant', 'agent_id', 'name', 'type'])
      .where('expires_at', '<', context.clock.now())
      .orderBy('expires_at')
      .limit(lapsesMax)
      .execute();
    if (rows.length === 0) return { sessions: [], hasMore: false };
    await store
      .updateTable('agent_session')
      .set({ expires_at: null, tasks_running: 0 })
      .where(
        'id',
        'in',
        rows.map(({ id }) => id),
      )
      .execute();
    for (const { agent_id, tenant, name, type } of rows) {
      context.forTenant(tenant).emit({
        type: 'agent.left',
        agentId: agent_id,
        data: { agentId: agent_id, name, type, reason: 'silent' },
      });
    }
    const sessions = rows.map(({ id, tenant }) => ({ sessionId: id, tenant }));
    return { sessions, hasMore: rows.length === lapsesMax };
  }),
];

interface Asked {
  agentId: string;
  sessionId?: string | undefined;
  isAlive: boolean;
}

async function hold(context: CommandContext, row: HeldRow | undefined, asked: Asked) {
  if (!row) throw unknownAgent(asked.agentId);
  if (asked.sessionId !== undefined && asked.sessionId !== row.session_id) {
    throw replacedSession(asked.agentId, asked.sessionId);
  }
  // Whoever names a session that lapsed is told: by its next heartbeat it begins a new one.
  const mayBegin = asked.isAlive && asked.sessionId === undefined;
  const session = await keepAlive(context, row, { isAlive: asked.isAlive, mayBegin });
  if (!session) throw lapsedSession(asked.agentId, row.session_id);
  const capabilities: string[] = JSON.parse(row.capabilities);
  return {
    id: row.id,
    name: row.name,
    type: row.type,
    capabilities,
    steps: stepsOf({ type: row.type, capabilities }),
    labels: JSON.parse(row.labels),
    tasksMax: row.tasks_max,
    tasksRunning: session.tasksRunning,
    sessionId: session.sessionId,
    isDraining: row.is_draining === 1,
    expiresAt: toInstant(session.expiresAt),
  };
}

/** What renewing needs to know of a session. */
export type RenewableSession = Pick<HeldRow, 'id' | 'session_id' | 'expires_at' | 'tasks_running'>;

/**
 * Renews a live session. One that lapsed is ended with its leases, and the agent begins a new
 * one, if it may; null otherwise.
 */
export async function keepAlive(
  context: CommandContext,
  row: RenewableSession,
  { isAlive, mayBegin }: { isAlive: boolean; mayBegin: boolean },
): Promise<{ sessionId: string; expiresAt: number; tasksRunning: number } | null> {
  const now = context.clock.now();
  const end = sessionEnd(now);
  if (row.expires_at !== null && isLive({ expiresAt: row.expires_at }, now)) {
    const isRenewed = isAlive && isWorthRenewing(row.expires_at, now);
    if (isRenewed) await renewSession.all(context.store, [row.id, now, end]);
    return {
      sessionId: row.session_id,
      expiresAt: isRenewed ? end : row.expires_at,
      tasksRunning: row.tasks_running,
    };
  }
  if (!mayBegin) return null;
  if (row.expires_at !== null) {
    const reason = 'The agent went silent for too long.';
    await context.call(operations.revokeTasks, { sessionIds: [row.session_id], reason });
  }
  const sessionId = context.clock.newId('session');
  await beginSession.all(context.store, [row.id, now, end, sessionId]);
  return { sessionId, expiresAt: end, tasksRunning: 0 };
}
