/** Gathers items for a short while and hands them on together. */
export interface Coalescer<Item> {
  add(item: Item): void;
  stop(): void;
}

export interface CoalesceOptions<Item> {
  delayMs: number;
  /** Items that may wait; beyond it they are dropped and `flush` hears `isOverflow`. */
  itemsMax: number;
  /** Called for one batch at a time; the next waits until it is over. Must not throw. */
  flush: (items: Item[], isOverflow: boolean) => Promise<void>;
}

/**
 * One batch per `delayMs` at most, and never two at once: a storm of events costs as
 * many requests as the hub answers, not as many as there are events.
 */
export function createCoalescer<Item>(options: CoalesceOptions<Item>): Coalescer<Item> {
  let waiting: Item[] = [];
  let isOverflow = false;
  let isBusy = false;
  let isStopped = false;
  let timer: ReturnType<typeof setTimeout> | undefined;

  function schedule(): void {
    if (isBusy || isStopped || timer !== undefined) return;
    timer = setTimeout(() => void flush(), options.delayMs);
  }

  async function flush(): Promise<void> {
    timer = undefined;
    const batch = waiting;
    const wasOverflow = isOverflow;
    waiting = [];
    isOverflow = false;
    isBusy = true;
    try {
      await options.flush(batch, wasOverflow);
    } finally {
      isBusy = false;
      if (waiting.length > 0 || isOverflow) schedule();
    }
  }

  return {
    add(item) {
      if (isStopped) return;
      if (waiting.length >= options.itemsMax) {
        waiting = [];
        isOverflow = true;
      }
      waiting.push(item);
      schedule();
    },
    stop() {
      isStopped = true;
      clearTimeout(timer);
    },
  };
}
