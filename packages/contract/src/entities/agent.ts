import { z } from 'zod';
import { AgentId, SessionId } from '../ids.ts';
import { limits } from '../limits.ts';
import { Instant, ShortName } from './fields.ts';
import { Capability, Labels } from './job.ts';

export const AgentType = z.enum(['runner', 'worker', 'orchestrator']);

/** Derived: `draining` finishes what it has and gets nothing new; `offline` was silent too long. */
export const AgentState = z.enum(['online', 'draining', 'offline']);

/** Capabilities of an agent, each once. */
export const Capabilities = z.array(Capability).max(limits.capabilitiesMax);

/** Someone who takes work: a runner process, or an agent that speaks to the hub itself. */
export const Agent = z.object({
  id: AgentId,
  name: ShortName,
  type: AgentType,
  /** What it is able to do, such as `step:work`, `runtime:acp`, `sandbox:bubblewrap`. */
  capabilities: Capabilities,
  /** A value of `*` fits every value a task asks for. */
  labels: Labels,
  version: z.string().max(60),
  /** Version of the protocol it speaks. */
  protocol: z.int(),
  /** Tasks it takes at the same time. */
  tasksMax: z.int().min(1),
  /** Tasks it holds now. */
  tasksRunning: z.int().min(0),
  state: AgentState,
  /** Derived: silent for three heartbeats means offline. */
  isOnline: z.boolean(),
  /** The life it is in: leases belong to it and end with it. */
  sessionId: SessionId,
  /** Grows with each session. */
  epoch: z.int().min(1),
  lastSeenAt: Instant,
  registeredAt: Instant,
});

export type AgentType = z.output<typeof AgentType>;
export type AgentState = z.output<typeof AgentState>;
export type Agent = z.output<typeof Agent>;
