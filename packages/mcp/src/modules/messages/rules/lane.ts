/** The lane in which the messages of one sender and priority keep their order at each recipient. */
export function senderLane(sender: string, priority: number): string {
  return `${priority} ${sender}`;
}

/**
 * A lane of its own, for what has lost its place in the order: replies somebody waits for,
 * deliveries that changed their agent, dead letters sent again.
 */
export function ownLane(deliveryId: string): string {
  return deliveryId;
}
