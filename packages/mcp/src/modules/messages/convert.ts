import type { DeliveryReport, DeliveryState, Message, MessageAddress } from '@mosaic/contract';
import { toInstant } from '../../pipeline/clock.ts';
import type { DeliveryRow, MessageRow, StoredState } from './tables.ts';

const states: Record<StoredState, DeliveryState> = {
  unassigned: 'unassigned',
  ready: 'waiting',
  delayed: 'waiting',
  leased: 'handed-out',
  acked: 'acknowledged',
  expired: 'expired',
  dead: 'dead',
};

export function toState(stored: StoredState): DeliveryState {
  return states[stored];
}

export function toMessage(row: MessageRow): Message {
  const to: MessageAddress = JSON.parse(row.address);
  return {
    id: row.id,
    from: { agentId: row.sender_agent_id, name: row.sender_name },
    to,
    type: row.type,
    payload: JSON.parse(row.payload),
    priority: row.priority,
    threadId: row.thread_id,
    replyTo: row.reply_to,
    correlation: row.correlation,
    key: row.dedup_key,
    sentAt: toInstant(Number(row.sent_at)),
    expiresAt: toInstant(Number(row.expires_at)),
  };
}

export function toReport(
  row: Pick<DeliveryRow, 'id' | 'agent_id' | 'state' | 'attempt' | 'reason' | 'settled_at'>,
): DeliveryReport {
  return {
    deliveryId: row.id,
    agentId: row.agent_id,
    state: toState(row.state),
    attempts: row.attempt,
    reason: row.reason,
    settledAt: toInstant(row.settled_at === null ? null : Number(row.settled_at)),
  };
}
