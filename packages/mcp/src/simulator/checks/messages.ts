import { violate } from '../violation.ts';
import type { Watch } from '../world.ts';

/**
 * What one sender sends is handed to each receiver in the order it was sent, the first time it is
 * handed out. What died and was revived has lost its place.
 */
export function orderCheck(revived: ReadonlySet<string>): Watch {
  const last = new Map<string, number>();
  return (commands) => {
    for (const { operation, output } of commands) {
      if (operation !== 'message.receive') continue;
      for (const delivery of (output as { deliveries: DeliveryLike[] }).deliveries) {
        const { deliveryId, agentId, attempt, message } = delivery;
        const { count, isOrdered } = message.payload;
        if (attempt > 1 || !isOrdered || revived.has(deliveryId)) continue;
        const lane = `${message.from.name} to ${agentId}`;
        const before = last.get(lane) ?? 0;
        if (count <= before) violate(`message ${count} of ${lane} was handed out after ${before}`);
        last.set(lane, count);
      }
    }
  };
}

/** A delivery is settled once, whoever it was handed to on its way. */
export function settledOnceCheck(): Watch {
  const settled = new Set<string>();
  return (commands) => {
    for (const { operation, output } of commands) {
      if (operation !== 'message.ack') continue;
      const { outcomes } = output as { outcomes: { deliveryId: string; outcome: string }[] };
      for (const { deliveryId, outcome } of outcomes) {
        if (outcome !== 'done') continue;
        if (settled.has(deliveryId)) violate(`${deliveryId} was acknowledged twice`);
        settled.add(deliveryId);
      }
    }
  };
}

interface DeliveryLike {
  readonly deliveryId: string;
  readonly agentId: string;
  readonly attempt: number;
  readonly message: {
    readonly from: { readonly name: string };
    readonly payload: { readonly count: number; readonly isOrdered: boolean };
  };
}
