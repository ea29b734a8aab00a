import { limits, type MessageAddress, MosaicError } from '@mosaic/contract';
import type { CommandContext } from '../../../pipeline/handler.ts';
import { everyAgent, type FindAgent } from '../known-agents.ts';
import { chooseAgent } from '../rules/choose-agent.ts';
import { patternsMatching } from '../rules/topic-patterns.ts';
import { candidatesFor } from './candidates-for.ts';
import type { Sender } from './sender.ts';

/** Whose inboxes a message goes to. */
export interface Recipients {
  readonly agentIds: readonly string[];
  /** A full inbox refuses the message where it is for one agent, and is skipped where it is for many. */
  readonly isForMany: boolean;
  /** What the agent was chosen for, or must be able to do once there is one. */
  readonly capability: string | null;
}

/** Finds the recipients of an address as they are now. */
export async function recipientsOf(
  context: CommandContext,
  to: MessageAddress,
  { sender, findAgent }: { sender: Sender; findAgent: FindAgent },
): Promise<Recipients> {
  if ('agent' in to) {
    const { id } = await findAgent(to.agent);
    return { agentIds: [id], isForMany: false, capability: null };
  }
  if ('topic' in to) {
    return toMany(await subscribers(context, to.topic), sender);
  }
  if ('all' in to) {
    const agents = await Array.fromAsync(everyAgent(context.call, to));
    return toMany(
      agents.map(({ id }) => id),
      sender,
    );
  }
  const candidates = await candidatesFor(context, to.capability);
  const chosen = chooseAgent(candidates, limits.inboxMax)?.agentId ?? null;
  if (chosen === null && to.mustBeOnline) {
    throw new MosaicError(
      'unavailable',
      `No agent that is able to do ${to.capability} is online with room in its inbox. Nothing was sent; try again later, or without mustBeOnline to wait for one.`,
      { details: { capability: to.capability } },
    );
  }
  const agentIds = chosen === null ? [] : [chosen];
  return { agentIds, isForMany: false, capability: to.capability };
}

function toMany(agentIds: readonly string[], sender: Sender): Recipients {
  const others = agentIds.filter((agentId) => agentId !== sender.agentId);
  if (others.length > limits.messageRecipientsMax) {
    throw new MosaicError(
      'precondition_failed',
      `The message would go to ${others.length} agents; ${limits.messageRecipientsMax} are allowed. Send it to a narrower topic, type or capability.`,
    );
  }
  return { agentIds: others, isForMany: true, capability: null };
}

async function subscribers({ store, principal }: CommandContext, topic: string): Promise<string[]> {
  const rows = await store
    .selectFrom('message_subscription')
    .select('agent_id')
    .distinct()
    .where('tenant', '=', principal.tenant)
    .where('pattern', 'in', patternsMatching(topic))
    .orderBy('agent_id')
    .limit(limits.messageRecipientsMax + 2)
    .execute();
  return rows.map((row) => String(row.agent_id));
}
