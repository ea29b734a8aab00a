import { type Delivery, limits } from '@mosaic/contract';
import { expect } from 'vitest';

/** What the test knows of a message when it sends it. */
export interface Sent {
  readonly label: number;
  readonly agent: string;
  readonly lane: string;
  readonly expiresAt: number;
}

/**
 * Watches what is handed out and settled, and objects to whatever breaks a promise. It does not
 * know how inboxes work, only what they promise.
 */
export function createInboxWitness() {
  const sent: Sent[] = [];
  const attempts = new Map<number, number>();
  const ids = new Map<number, string>();
  const done = new Set<number>();
  /** Expired or dead by what the hub said. */
  const over = new Set<number>();

  return {
    sent: (message: Sent) => void sent.push(message),
    over: (label: number) => void over.add(label),

    handedOut(agent: string, deliveries: readonly Delivery[], now: number) {
      const batch = deliveries.map(({ message }) => Number(message.payload));
      expect(new Set(batch).size).toBe(batch.length);
      for (const [place, delivery] of deliveries.entries()) {
        const label = batch[place] ?? -1;
        const message = sent.find((each) => each.label === label);
        expect(message, `${label} was sent, in this tenant`).toBeDefined();
        if (!message) continue;
        expect(message.agent).toBe(agent);
        expect(message.expiresAt, `${label} is handed out before it expires`).toBeGreaterThan(now);
        expect(done.has(label), `${label} is not handed out after its acknowledgement`).toBe(false);
        expect(delivery.attempt, `attempts of ${label} count up`).toBe(
          (attempts.get(label) ?? 0) + 1,
        );
        expect(delivery.attempt).toBeLessThanOrEqual(limits.deliveryAttemptsMax);
        expect(ids.get(label) ?? delivery.deliveryId).toBe(delivery.deliveryId);
        ids.set(label, delivery.deliveryId);
        const inLane = sent.filter((each) => each.lane === message.lane && each.agent === agent);
        for (const earlier of inLane.filter((each) => each.label < label)) {
          const wasHandedOut = attempts.has(earlier.label);
          const isOver = over.has(earlier.label) || earlier.expiresAt <= now;
          expect(
            wasHandedOut || isOver,
            `${earlier.label} is handed out before ${label}, both of lane ${message.lane}`,
          ).toBe(true);
        }
        const later = batch.slice(0, place).filter((each) => inLane.some((s) => s.label === each));
        expect(later.every((each) => each < label)).toBe(true);
        attempts.set(label, delivery.attempt);
      }
    },

    acknowledged(label: number, outcome: string) {
      if (outcome !== 'done') return;
      expect(done.has(label), `${label} is acknowledged once`).toBe(false);
      done.add(label);
    },

    died(label: number, attemptsSaid: number) {
      expect(attemptsSaid).toBe(limits.deliveryAttemptsMax);
      expect(attempts.get(label)).toBe(limits.deliveryAttemptsMax);
      over.add(label);
    },

    /** Once nothing is open: each message was handed out, or its time was over before it could be. */
    atTheEnd(expired: ReadonlySet<number>, dead: ReadonlySet<number>) {
      for (const { label } of sent) {
        const fates = [done.has(label), expired.has(label), dead.has(label)].filter(Boolean);
        expect(fates, `${label} has exactly one fate`).toHaveLength(1);
        if (!expired.has(label)) expect(attempts.has(label), `${label} was handed out`).toBe(true);
      }
    },
  };
}
