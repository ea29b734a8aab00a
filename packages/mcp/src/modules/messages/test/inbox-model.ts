import { limits } from '@mosaic/contract';

/** A delivery as the model knows it; told by what it carries. Times in milliseconds. */
export interface ModelDelivery {
  readonly label: number;
  readonly agent: string;
  readonly lane: string;
  readonly priority: number;
  readonly expiresAt: number;
  state: 'ready' | 'leased' | 'delayed' | 'acked' | 'expired' | 'dead';
  attempt: number;
  availableAt: number;
}

/**
 * What inboxes promise, as slowly and plainly as it can be said: every question walks all
 * deliveries in the order they were sent.
 */
export function createInboxModel() {
  const all: ModelDelivery[] = [];
  const isOpen = ({ state }: ModelDelivery) =>
    state === 'ready' || state === 'leased' || state === 'delayed';

  /** Still in its pause: what comes after it in its lane must wait. */
  const isPausing = (one: ModelDelivery, now: number) =>
    one.state === 'delayed' && one.availableAt > now && one.expiresAt > now;

  const isDue = (one: ModelDelivery, now: number) => {
    if (!isOpen(one) || one.expiresAt <= now) return false;
    if (one.state === 'ready') return true;
    return one.availableAt <= now && one.attempt < limits.deliveryAttemptsMax;
  };

  return {
    all,
    send(delivery: Pick<ModelDelivery, 'label' | 'agent' | 'lane' | 'priority' | 'expiresAt'>) {
      all.push({ ...delivery, state: 'ready', attempt: 0, availableAt: 0 });
    },

    receive(agent: string, limit: number, leaseMs: number, now: number): ModelDelivery[] {
      const due = all.filter(
        (one, place) =>
          one.agent === agent &&
          isDue(one, now) &&
          !all
            .slice(0, place)
            .some(
              (before) =>
                before.agent === agent && before.lane === one.lane && isPausing(before, now),
            ),
      );
      // A stable sort: within a priority the order of sending stays.
      const handed = due.toSorted((a, b) => b.priority - a.priority).slice(0, limit);
      for (const one of handed) {
        one.state = 'leased';
        one.attempt += 1;
        one.availableAt = now + leaseMs;
      }
      return handed;
    },

    ack(one: ModelDelivery): 'done' | 'already' {
      if (one.state === 'acked') return 'already';
      one.state = 'acked';
      return 'done';
    },

    nack(one: ModelDelivery, attempt: number, delayMs: number, now: number) {
      if (one.attempt > attempt) return 'stale';
      if (one.state !== 'leased') return 'already';
      if (one.attempt >= limits.deliveryAttemptsMax) {
        one.state = 'dead';
      } else {
        one.state = 'delayed';
        one.availableAt = now + delayMs;
      }
      return 'done';
    },

    sweep(now: number) {
      for (const one of all.filter(isOpen)) {
        const isLent = one.state === 'leased';
        if (isLent && one.availableAt > now) continue;
        const isSpent = isLent && one.attempt >= limits.deliveryAttemptsMax;
        if (isSpent && one.availableAt < one.expiresAt) one.state = 'dead';
        else if (one.expiresAt <= now) one.state = 'expired';
      }
    },

    counts(agent: string) {
      const of = (state: ModelDelivery['state']) =>
        all.filter((one) => one.agent === agent && one.state === state).length;
      return {
        open: all.filter((one) => one.agent === agent && isOpen(one)).length,
        acknowledged: of('acked'),
      };
    },
  };
}

export type InboxModel = ReturnType<typeof createInboxModel>;
