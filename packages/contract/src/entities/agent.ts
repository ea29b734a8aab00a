import { z } from 'zod';
import { AgentId } from '../ids.ts';
import { Instant, ShortName } from './fields.ts';

export const AgentType = z.enum(['runner', 'worker', 'orchestrator']);

/** Someone who takes work: a runner process, or an agent that speaks to the hub itself. */
export const Agent = z.object({
  id: AgentId,
  name: ShortName,
  type: AgentType,
  /** What it is able to do, such as `step:work`, `runtime:acp`, `sandbox:bubblewrap`. */
  capabilities: z.array(z.string().max(120)).max(200),
  version: z.string().max(60),
  /** Derived: silent for three heartbeats means offline. */
  isOnline: z.boolean(),
  lastSeenAt: Instant,
  registeredAt: Instant,
});

export type AgentType = z.output<typeof AgentType>;
export type Agent = z.output<typeof Agent>;
