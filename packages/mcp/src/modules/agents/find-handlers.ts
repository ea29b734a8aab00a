import { type AgentType, type ClaimStep, type Labels, operations } from '@mosaic/contract';
import { toInstant } from '../../pipeline/clock.ts';
import { type Handler, type QueryContext, query } from '../../pipeline/handler.ts';
import { type AgentFacts, type AgentReader, selectAgents, toAgent } from './agent-store.ts';
import { isLive, stepsOf } from './rules.ts';

/** Agents looked at in one search; among more the least busy are looked at. */
const candidatesMax = 5_000;

/** Free agents named in an explanation. */
const freeShownMax = 5;

interface Wanted {
  capabilities: readonly string[];
  labels: Labels;
  type?: AgentType | undefined;
}

export const findHandlers: readonly Handler[] = [
  query(operations.findAgents, async (context, { limit, ...wanted }) => {
    const now = context.clock.now();
    const rows = await candidates(context, wanted, now);
    const agents = rows
      .filter((row) => row.is_draining === 0 && hasLabels(row, wanted.labels))
      .slice(0, limit)
      .map((row) => toAgent(row, now));
    return { agents };
  }),

  query(operations.readSessions, async ({ store }, { sessionIds }) => {
    if (sessionIds.length === 0) return { sessions: [] };
    const sessions: AgentReader = store;
    const rows = await sessions
      .selectFrom('agent_session')
      .select(['id', 'expires_at'])
      .where('id', 'in', [...new Set(sessionIds)])
      .execute();
    return {
      sessions: rows.flatMap(({ id, expires_at }) =>
        expires_at === null ? [] : [{ sessionId: id, expiresAt: toInstant(expires_at) }],
      ),
    };
  }),

  query(operations.surveyAgents, async (context, wanted) => {
    const now = context.clock.now();
    const rows = (await candidates(context, wanted, null)).filter(
      (row) => takes(row, wanted.step) && hasLabels(row, wanted.labels),
    );
    const live = rows.filter((row) => isLive({ expiresAt: row.expires_at }, now));
    const open = live.filter((row) => row.is_draining === 0);
    const free = open.filter((row) => row.tasks_running < row.tasks_max);
    return {
      free: free.slice(0, freeShownMax).map(({ id, name }) => ({ agentId: id, name })),
      busy: open.length - free.length,
      draining: live.length - open.length,
      offline: rows.length - live.length,
      missing: rows.length > 0 ? [] : await unknownOf(context, wanted),
    };
  }),
];

/** Agents with all the capabilities, the least busy first; only live ones when `liveAt` is given. */
async function candidates(
  context: QueryContext,
  { capabilities, type }: Wanted,
  liveAt: number | null,
): Promise<AgentFacts[]> {
  const names = [...new Set(capabilities)];
  const { tenant } = context.principal;
  let select = selectAgents(context.store, tenant);
  if (type) select = select.where('agent.type', '=', type);
  if (liveAt !== null) {
    select = select.where('agent_session.expires_at', '>=', liveAt);
  }
  for (const capability of names) {
    select = select.where(({ exists, selectFrom }) =>
      exists(
        selectFrom('agent_capability')
          .whereRef('agent_capability.agent_id', '=', 'agent.id')
          .where('agent_capability.tenant', '=', tenant)
          .where('agent_capability.capability', '=', capability)
          .select('agent_capability.agent_id'),
      ),
    );
  }
  return select.orderBy('tasks_running').orderBy('agent.position').limit(candidatesMax).execute();
}

function takes(row: Pick<AgentFacts, 'type' | 'capabilities'>, step: ClaimStep): boolean {
  return stepsOf({ type: row.type, capabilities: JSON.parse(row.capabilities) }).includes(step);
}

function hasLabels(row: Pick<AgentFacts, 'labels'>, wanted: Labels): boolean {
  const entries = Object.entries(wanted);
  if (entries.length === 0) return true;
  const own: Labels = JSON.parse(row.labels);
  return entries.every(([name, value]) => own[name] === value || own[name] === '*');
}

/**
 * Which of the wanted things no agent of the tenant has; all of them when each is there but
 * nobody brings them together.
 */
async function unknownOf(
  context: QueryContext,
  { step, capabilities, labels }: Wanted & { step: ClaimStep },
): Promise<string[]> {
  const all = await candidates(context, { capabilities: [], labels: {} }, null);
  const named = Object.entries(labels);
  const missing = [
    ...(all.some((row) => takes(row, step)) ? [] : [`step:${step}`]),
    ...capabilities.filter(
      (capability) => !all.some((row) => JSON.parse(row.capabilities).includes(capability)),
    ),
    ...named
      .filter(([name, value]) => !all.some((row) => hasLabels(row, { [name]: value })))
      .map(([name, value]) => `${name}=${value}`),
  ];
  if (missing.length > 0) return missing;
  return [`step:${step}`, ...capabilities, ...named.map(([name, value]) => `${name}=${value}`)];
}
