import type { CommandContext } from '../../pipeline/handler.ts';

/** A delivery that became a dead letter. */
export interface Dead {
  readonly deliveryId: string;
  readonly messageId: string;
  readonly agentId: string | null;
  /** `attempts` are spent, or `nobody` with the capability came. */
  readonly cause: 'attempts' | 'nobody';
}

/** Tells people; never with what sender or receiver wrote, which is their data. */
export function announceDead(context: CommandContext, dead: Dead): void {
  const { agentId, ...data } = dead;
  context.emit({ type: 'message.failed', agentId, data: { ...data } });
}
