import type { Principal } from '../../../pipeline/principal.ts';
import type { FindAgent } from '../known-agents.ts';

/** Who sends: an agent, or a principal that has no inbox. */
export interface Sender {
  /** Tells senders apart, in the order of messages and for keys. */
  readonly key: string;
  readonly agentId: string | null;
  readonly name: string;
}

/** Owner and runners speak for any agent of their tenant; without one they speak for themselves. */
export async function senderOf(
  findAgent: FindAgent,
  principal: Principal,
  from: string | undefined,
): Promise<Sender> {
  if (from === undefined) return { key: principal.name, agentId: null, name: principal.name };
  const agent = await findAgent(from);
  return { key: agent.id, agentId: agent.id, name: agent.name };
}
