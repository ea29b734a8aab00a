import { z } from 'zod';
import { Agent, AgentType } from '../entities/agent.ts';
import { PageInput, page, ShortName } from '../entities/fields.ts';
import { AgentId } from '../ids.ts';
import { operation } from '../operation.ts';

const agentId = 'agt_0190b5c8-6c1f-7000-8000-000000000000';

/** Announces an agent; the same name registers again as the same agent. */
export const registerAgent = operation({
  name: 'agent.register',
  kind: 'command',
  summary: 'Announce an agent and what it is able to do.',
  permission: 'agent:work',
  input: z.object({
    name: ShortName,
    type: AgentType,
    capabilities: z.array(z.string().max(120)).max(200).default([]),
    version: z.string().max(60).default('0.0.0'),
  }),
  output: Agent,
  errors: [],
  example: { name: 'runner-1', type: 'runner', capabilities: ['step:work'] },
});

export const heartbeatAgent = operation({
  name: 'agent.heartbeat',
  kind: 'command',
  summary: 'Say that an agent is alive.',
  permission: 'agent:work',
  input: z.object({ agentId: AgentId }),
  output: Agent,
  errors: ['not_found'],
  example: { agentId },
});

export const listAgents = operation({
  name: 'agent.list',
  kind: 'query',
  summary: 'List agents and whether they are online.',
  permission: 'agent:read',
  input: z.object({ type: AgentType.optional(), ...PageInput }),
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
