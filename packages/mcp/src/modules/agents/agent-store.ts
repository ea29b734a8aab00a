import { type Agent, MosaicError } from '@mosaic/contract';
import type { Kysely, Selectable } from 'kysely';
import { toInstant } from '../../pipeline/clock.ts';
import { isLive, stateOf } from './rules.ts';
import type { AgentRow, AgentTables, SessionRow } from './tables.ts';

export type AgentReader = Kysely<AgentTables>;

/** An agent with its session, as one row. */
export type AgentFacts = Selectable<AgentRow> & {
  session_id: string;
} & Pick<
    Selectable<SessionRow>,
    'epoch' | 'expires_at' | 'last_seen_at' | 'is_draining' | 'tasks_running' | 'tasks_max'
  >;

/** Every agent of the tenant with its session. */
export function selectAgents(store: AgentReader, tenant: string) {
  return store
    .selectFrom('agent')
    .innerJoin('agent_session', 'agent_session.agent_id', 'agent.id')
    .selectAll('agent')
    .select([
      'agent_session.id as session_id',
      'epoch',
      'expires_at',
      'last_seen_at',
      'is_draining',
      'tasks_running',
      'tasks_max',
    ])
    .where('agent.tenant', '=', tenant);
}

export async function findAgent(
  store: AgentReader,
  tenant: string,
  agentId: string,
): Promise<AgentFacts> {
  const row = await selectAgents(store, tenant).where('agent.id', '=', agentId).executeTakeFirst();
  if (!row) throw unknownAgent(agentId);
  return row;
}

export function unknownAgent(agentId: string): MosaicError {
  return new MosaicError('not_found', `There is no agent ${agentId}. Register it first.`);
}

export function replacedSession(agentId: string, sessionId: string): MosaicError {
  return new MosaicError(
    'lease_lost',
    `Session ${sessionId} of ${agentId} is over: the agent registered again elsewhere. Stop, or register anew.`,
    { details: { agentId, sessionId } },
  );
}

export function lapsedSession(agentId: string, sessionId: string): MosaicError {
  return new MosaicError(
    'lease_lost',
    `Session ${sessionId} of ${agentId} lapsed: it was silent for too long. Send agent.heartbeat to begin a new one.`,
    { details: { agentId, sessionId } },
  );
}

export function toAgent(row: AgentFacts, now: number): Agent {
  const facts = { expiresAt: row.expires_at, isDraining: row.is_draining === 1 };
  return {
    id: row.id,
    name: row.name,
    type: row.type,
    capabilities: JSON.parse(row.capabilities),
    labels: JSON.parse(row.labels),
    version: row.version,
    protocol: row.protocol,
    tasksMax: row.tasks_max,
    tasksRunning: row.tasks_running,
    state: stateOf(facts, now),
    isOnline: isLive(facts, now),
    sessionId: row.session_id,
    epoch: row.epoch,
    lastSeenAt: toInstant(Number(row.last_seen_at)),
    registeredAt: toInstant(Number(row.registered_at)),
  };
}
