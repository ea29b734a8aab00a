import { operations } from '@mosaic/contract';
import { command, type Handler, type QueryContext, stream } from '../../../pipeline/handler.ts';
import { inboxTopic } from '../hint-topics.ts';
import { findAgent } from '../known-agents.ts';
import { messageLimits } from '../limits.ts';
import { anyDue, handedOutCount } from '../statements.ts';
import { handOutDue } from './hand-out.ts';
import { acknowledge, refuse } from './settle.ts';

/** Found before the transaction: whoever waits does not look up the agent again and again. */
const namedAgent = async ({ query }: QueryContext, { agent }: { agent: string }) => ({
  agentId: (await findAgent(query, agent)).id,
});

export const inboxHandlers: readonly Handler[] = [
  command(
    operations.receiveMessages,
    async (context, input, { agentId }) => {
      context.quiet();
      return { deliveries: await handOutDue(context, agentId, input) };
    },
    {
      before: namedAgent,
      longPoll: {
        topic: (_, { agentId }) => inboxTopic(agentId),
        waitMs: ({ waitMs }) => waitMs,
        isEmpty: ({ deliveries }) => deliveries.length === 0,
        hasNews: (context, _, { agentId }) => isAnyDue(context, agentId),
      },
    },
  ),

  command(operations.acknowledgeMessages, async (context, { agent, deliveryIds }) => {
    context.quiet();
    const { id } = await findAgent(context.call, agent);
    const outcomes = await acknowledge(context, id, deliveryIds);
    // A stream that stopped because its window was full goes on.
    context.hint(inboxTopic(id));
    return { outcomes };
  }),

  command(operations.refuseMessages, async (context, { agent, deliveries, ...how }) => {
    context.quiet();
    const { id } = await findAgent(context.call, agent);
    const outcomes = await refuse(context, id, deliveries, how);
    context.hint(inboxTopic(id));
    return { outcomes };
  }),

  stream(operations.watchMessages, async function* (context, { agent, window, leaseMs }) {
    const { agentId } = await namedAgent(context, { agent });
    while (!context.signal.aborted) {
      const woken = context.waitForHint(inboxTopic(agentId), messageLimits.safetyNetMs);
      const limit = window - (await countHandedOut(context, agentId));
      const hasNews = limit > 0 && (await isAnyDue(context, agentId));
      const { deliveries } = hasNews
        ? await context.command(operations.receiveMessages, { agent: agentId, limit, leaseMs })
        : { deliveries: [] };
      for (const delivery of deliveries) yield delivery;
      if (deliveries.length === 0) await woken;
    }
  }),
];

async function isAnyDue({ store, principal, clock }: QueryContext, agentId: string) {
  return (await anyDue.all(store, [principal.tenant, agentId, clock.now(), 1])).length > 0;
}

async function countHandedOut({ store, principal, clock }: QueryContext, agentId: string) {
  const rows = await handedOutCount.all(store, [principal.tenant, agentId, clock.now()]);
  return Number(rows[0]?.count ?? 0);
}
