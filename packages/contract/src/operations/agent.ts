import { z } from 'zod';
import { Agent, AgentType, Capabilities } from '../entities/agent.ts';
import { Instant, PageInput, page, ShortName } from '../entities/fields.ts';
import { Capability, Labels } from '../entities/job.ts';
import { ClaimStep } from '../entities/task.ts';
import { AgentId, SessionId, TaskId } from '../ids.ts';
import { limits } from '../limits.ts';
import { operation } from '../operation.ts';

const agentId = 'agt_0190b5c8-6c1f-7000-8000-000000000000';
const sessionId = 'ses_0190b5c8-6c1f-7000-8000-000000000000';

/**
 * Announces an agent; the same name registers again as the same agent.
 *
 * Registering starts a new session: what an earlier life of the agent still held is
 * given back at once, and that life is refused from then on.
 */
export const registerAgent = operation({
  name: 'agent.register',
  kind: 'command',
  summary: 'Announce an agent and what it is able to do.',
  permission: 'agent:work',
  input: z.object({
    name: ShortName,
    type: AgentType,
    capabilities: Capabilities.default([]),
    labels: Labels.default({}),
    version: z.string().max(60).default('0.0.0'),
    /** Version of the protocol the agent speaks; one the hub does not speak is refused. */
    protocol: z.int().min(0).default(limits.protocolVersion),
    /** Tasks it takes at the same time. */
    tasksMax: z.int().min(1).max(limits.agentTasksMax).default(limits.agentTasksMax),
  }),
  output: Agent,
  errors: ['precondition_failed'],
  example: { name: 'runner-1', type: 'runner', capabilities: ['step:work'] },
});

/** Renews the session of an agent, and with it every lease it holds. */
export const heartbeatAgent = operation({
  name: 'agent.heartbeat',
  kind: 'command',
  isIdempotent: true,
  summary: 'Say that an agent is alive.',
  permission: 'agent:work',
  input: z.object({
    agentId: AgentId,
    /** From `agent.register`; one that was replaced is refused. */
    sessionId: SessionId.optional(),
    /**
     * Every task the agent believes it holds. What was leased to it longer ago than an answer can
     * be under way, and is not among these, goes back to the line: the answer was lost.
     */
    holding: z.array(TaskId).max(limits.agentTasksMax).optional(),
  }),
  /** `stopping`: tasks the agent holds and should stop. */
  output: Agent.extend({ expiresAt: Instant, stopping: z.array(TaskId) }),
  errors: ['not_found', 'lease_lost'],
  example: { agentId, sessionId },
});

/** The agent finishes what it has and gets nothing new until it registers again. */
export const drainAgent = operation({
  name: 'agent.drain',
  kind: 'command',
  summary: 'Give an agent no more tasks.',
  permission: 'agent:work',
  input: z.object({ agentId: AgentId }),
  output: Agent,
  errors: ['not_found'],
  example: { agentId },
});

/** Forgets an agent. What it holds goes back to the line at once. */
export const deregisterAgent = operation({
  name: 'agent.deregister',
  kind: 'command',
  summary: 'Take leave for an agent.',
  permission: 'agent:work',
  input: z.object({ agentId: AgentId, sessionId: SessionId.optional() }),
  output: z.object({ released: z.int() }),
  errors: ['not_found', 'lease_lost'],
  example: { agentId },
});

export const listAgents = operation({
  name: 'agent.list',
  kind: 'query',
  summary: 'List agents and whether they are online.',
  permission: 'agent:read',
  input: z.object({ type: AgentType.optional(), name: ShortName.optional(), ...PageInput }),
  output: page(Agent),
  errors: [],
  example: {},
});

export const showAgent = operation({
  name: 'agent.show',
  kind: 'query',
  summary: 'Show one agent.',
  permission: 'agent:read',
  input: z.object({ agentId: AgentId }),
  output: Agent,
  errors: ['not_found'],
  example: { agentId },
});

/** Agents that are online, are not draining and have everything asked for. */
export const findAgents = operation({
  name: 'agent.find',
  kind: 'query',
  summary: 'Find agents by what they are able to do, the least busy first.',
  permission: 'agent:read',
  input: z.object({
    capabilities: z.array(Capability).max(limits.requiresMax).default([]),
    labels: Labels.default({}),
    type: AgentType.optional(),
    limit: z.coerce.number().int().min(1).max(limits.pageSizeMax).default(10),
  }),
  output: z.object({ agents: z.array(Agent) }),
  errors: [],
  example: { capabilities: ['lang:go'] },
});

/** An agent as a claim needs it. */
const Claimant = Agent.pick({
  id: true,
  name: true,
  type: true,
  capabilities: true,
  labels: true,
  tasksMax: true,
  tasksRunning: true,
  sessionId: true,
}).extend({
  isDraining: z.boolean(),
  expiresAt: Instant,
  /** What it takes unless its claim says otherwise. */
  steps: z.array(ClaimStep),
});

/**
 * Finds who claims, and renews the sessions of those whose call is a sign of life.
 *
 * An agent whose session lapsed begins a new one by that; without a sign of life it is refused.
 */
export const holdAgents = operation({
  name: 'agent.hold',
  kind: 'command',
  summary: 'Find who claims tasks.',
  permission: 'agent:work',
  internal: true,
  input: z.object({
    agents: z
      .array(z.object({ agentId: AgentId, sessionId: SessionId.optional(), isAlive: z.boolean() }))
      .min(1)
      .max(limits.claimCountMax),
  }),
  output: z.object({
    /** In the order asked. */
    agents: z.array(
      z.union([
        Claimant,
        z.object({ code: z.enum(['not_found', 'lease_lost']), message: z.string() }),
      ]),
    ),
  }),
  errors: [],
  example: { agents: [{ agentId, isAlive: true }] },
});

/** Counts tasks taken and given back; tells which of the sessions are live. */
export const countAgents = operation({
  name: 'agent.count',
  kind: 'command',
  summary: 'Count the tasks agents hold.',
  permission: 'agent:work',
  internal: true,
  input: z.object({
    changes: z
      .array(z.object({ sessionId: z.string(), change: z.int() }))
      .min(1)
      .max(limits.taskBatchMax),
  }),
  output: z.object({
    /** Those that live, with the end of the lease and whether one was full before or is idle now. */
    live: z.array(z.object({ sessionId: z.string(), expiresAt: Instant, wantsMore: z.boolean() })),
  }),
  errors: [],
  example: { changes: [{ sessionId, change: 1 }] },
});

/** When sessions end; those that are over are left out. */
export const readSessions = operation({
  name: 'agent.sessions',
  kind: 'query',
  summary: 'Tell when sessions end.',
  permission: 'agent:read',
  internal: true,
  input: z.object({ sessionIds: z.array(z.string()).max(limits.pageSizeMax) }),
  output: z.object({ sessions: z.array(z.object({ sessionId: z.string(), expiresAt: Instant })) }),
  errors: [],
  example: { sessionIds: [sessionId] },
});

/** Ends the sessions that lapsed, of every tenant; called before their leases end. */
export const lapseAgents = operation({
  name: 'agent.lapse',
  kind: 'command',
  summary: 'End the sessions that lapsed.',
  permission: 'agent:work',
  internal: true,
  input: z.object({}),
  output: z.object({
    sessions: z.array(z.object({ sessionId: z.string(), tenant: z.string() })),
    hasMore: z.boolean(),
  }),
  errors: [],
  example: {},
});

/** Who is, was or could be able to do something; for explanations. */
export const surveyAgents = operation({
  name: 'agent.survey',
  kind: 'query',
  summary: 'Tell which agents could do something, and why not now.',
  permission: 'agent:read',
  internal: true,
  input: z.object({ step: ClaimStep, capabilities: z.array(z.string()), labels: Labels }),
  output: z.object({
    free: z.array(z.object({ agentId: AgentId, name: z.string() })),
    busy: z.int(),
    draining: z.int(),
    offline: z.int(),
    /** Capabilities and labels that no agent has at all. */
    missing: z.array(z.string()),
  }),
  errors: [],
  example: { step: 'job', capabilities: ['lang:go'], labels: {} },
});
