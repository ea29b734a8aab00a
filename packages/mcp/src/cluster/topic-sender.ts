import type { Clock } from '../pipeline/clock.ts';
import { clusterLimits } from './limits.ts';

/** Collects topics and sends them together. */
export interface TopicSender {
  add(topic: string): void;
  /** Sends nothing more. */
  stop(): void;
}

/**
 * Sends the first topic at once and then at most every `everyMs`, each topic once a message.
 *
 * What comes while a message is under way waits for the next one, so however slow the
 * bus is, no more than one message and one set of topics is ever kept.
 */
export function createTopicSender(
  clock: Pick<Clock, 'after' | 'now'>,
  everyMs: number,
  send: (topics: readonly string[]) => Promise<void>,
): TopicSender {
  const waiting = new Set<string>();
  let isPlanned = false;
  let sentAt = Number.NEGATIVE_INFINITY;
  let cancel = () => {};
  const flush = async (): Promise<void> => {
    sentAt = clock.now();
    const topics = [...waiting];
    waiting.clear();
    // Lost hints cost time only; the bus tells by itself that it is down.
    await send(topics).catch(() => undefined);
    isPlanned = false;
    if (waiting.size > 0) plan();
  };
  const plan = () => {
    if (isPlanned) return;
    isPlanned = true;
    const pauseMs = Math.max(0, Math.min(everyMs, sentAt + everyMs - clock.now()));
    cancel = clock.after(pauseMs, () => void flush());
  };
  return {
    add(topic) {
      // One more than fits is enough to know that it became "everything".
      if (waiting.size <= clusterLimits.topicsMax) waiting.add(topic);
      plan();
    },
    stop() {
      cancel();
      isPlanned = true;
      waiting.clear();
    },
  };
}
