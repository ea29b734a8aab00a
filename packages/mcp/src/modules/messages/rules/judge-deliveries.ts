import type { DeliveryOutcome } from '@mosaic/contract';
import type { StoredState } from '../tables.ts';

/** A delivery as acknowledging and refusing see it. */
export interface Standing {
  readonly state: StoredState;
  readonly attempt: number;
  readonly attemptLimit: number;
}

type Outcome = DeliveryOutcome['outcome'];

/**
 * What an acknowledgement does: it is believed whenever the delivery was handed out, also when
 * the lease lapsed, the message expired meanwhile or it became a dead letter.
 */
export function judgeAcknowledgement(standing: Standing | undefined): Outcome {
  if (standing === undefined || standing.attempt === 0) return 'unknown';
  return standing.state === 'acked' ? 'already' : 'done';
}

/** What a refusal does: it counts only for the attempt that is under way. */
export function judgeRefusal(standing: Standing | undefined, attempt: number): Outcome {
  if (standing === undefined || standing.attempt < attempt) return 'unknown';
  if (standing.attempt > attempt) return 'stale';
  return standing.state === 'leased' ? 'done' : 'already';
}

/** True when the attempt that is over was the last one. */
export function isSpent({ attempt, attemptLimit }: Standing): boolean {
  return attempt >= attemptLimit;
}
