import type { PlanDocument } from '@mosaic/contract';

/** A document on its way to the thread: whole the first time, afterwards by its number alone. */
export interface ShippedDocument {
  readonly number: number;
  readonly document?: PlanDocument;
}

/**
 * Remembers which documents the thread has: copying a large one costs more than many of the
 * computations. Both ends forget the oldest in the same order, so that they always agree.
 */
export function createShipping(max: number) {
  const sent = new Map<PlanDocument, number>();
  let counter = 0;
  return {
    ship(document: PlanDocument, isNewThread: boolean): ShippedDocument {
      if (isNewThread) sent.clear();
      const known = sent.get(document);
      if (known !== undefined) return { number: known };
      counter += 1;
      sent.set(document, counter);
      dropOldest(sent, max);
      return { number: counter, document };
    },
  };
}

/** The other end. */
export function createReceiving(max: number) {
  const had = new Map<number, PlanDocument>();
  return {
    receive({ number, document }: ShippedDocument): PlanDocument {
      const found = document ?? had.get(number);
      if (found === undefined) throw new Error(`Document ${number} was never sent`);
      if (document !== undefined) {
        had.set(number, document);
        dropOldest(had, max);
      }
      return found;
    },
  };
}

function dropOldest<Key>(kept: Map<Key, unknown>, max: number): void {
  const [oldest] = kept.keys();
  if (kept.size > max && oldest !== undefined) kept.delete(oldest);
}
