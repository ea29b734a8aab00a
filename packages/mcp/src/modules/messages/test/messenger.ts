import {
  type Delivery,
  type OperationRawInput,
  operations,
  type SentMessage,
} from '@mosaic/contract';
import { openTenantHub, type TenantHub } from '../../../../test/tenant-hub.ts';

export const owner = 'acme/owner';
export const stranger = 'rival/owner';

type Draft = OperationRawInput<typeof operations.sendMessage>;

/** A hub with short words for what the tests of messages do all the time. */
export async function openMessenger() {
  return { ...messengerOf(await openTenantHub()) };
}

export type Messenger = Awaited<ReturnType<typeof openMessenger>>;

function messengerOf(hub: TenantHub) {
  const register = async (name: string, capabilities: string[] = [], token = owner) => {
    const agent = await hub.call(token, operations.registerAgent, {
      name,
      type: 'worker',
      capabilities,
    });
    return agent.id;
  };
  const receive = async (
    agent: string,
    how: { limit?: number; leaseMs?: number; waitMs?: number } = {},
    token = owner,
  ): Promise<Delivery[]> => {
    const input = { agent, limit: 100, ...how };
    return (await hub.call(token, operations.receiveMessages, input)).deliveries;
  };
  return {
    ...hub,
    register,
    receive,
    send: (draft: Partial<Draft> & Pick<Draft, 'to'>, token = owner): Promise<SentMessage> =>
      hub.call(token, operations.sendMessage, { type: 'note', ...draft }),
    ack: async (agent: string, deliveries: readonly Delivery[]) => {
      const deliveryIds = deliveries.map(({ deliveryId }) => deliveryId);
      const input = { agent, deliveryIds };
      const { outcomes } = await hub.call(owner, operations.acknowledgeMessages, input);
      return outcomes.map(({ outcome }) => outcome);
    },
    nack: async (agent: string, deliveries: readonly Delivery[], delayMs = 0, reason = '') => {
      const input = {
        agent,
        delayMs,
        reason,
        deliveries: deliveries.map(({ deliveryId, attempt }) => ({ deliveryId, attempt })),
      };
      const { outcomes } = await hub.call(owner, operations.refuseMessages, input);
      return outcomes.map(({ outcome }) => outcome);
    },
    /** What the hub's timer does. */
    sweep: () => hub.hub.system('messages').call(operations.sweepMessages, {}),
    inbox: (agent: string) => hub.call(owner, operations.showInbox, { agent }),
    beat: (agentId: string) => hub.call(owner, operations.heartbeatAgent, { agentId }),
  };
}
