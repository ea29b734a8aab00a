export interface StreamRead {
  /** Opens the stream; it must end when the signal aborts. */
  open(signal: AbortSignal): Promise<AsyncIterable<unknown>>;
  waitMs: number;
  itemsMax: number;
  /** Aborted when the caller goes away. */
  signal: AbortSignal;
  /** Told how many items are there after each one. */
  onItem(count: number): Promise<void>;
}

/**
 * Collects items until there are `itemsMax`, `waitMs` have passed, the stream is over, or the
 * caller goes away. `isEnd` is true only when the stream itself is over.
 */
export async function readStream(read: StreamRead): Promise<{ items: unknown[]; isEnd: boolean }> {
  const enough = new AbortController();
  const timer = setTimeout(() => enough.abort(), read.waitMs);
  const signal = AbortSignal.any([read.signal, enough.signal]);
  const items: unknown[] = [];
  try {
    for await (const item of await read.open(signal)) {
      items.push(item);
      await read.onItem(items.length);
      if (items.length >= read.itemsMax) return { items, isEnd: false };
    }
    return { items, isEnd: !signal.aborted };
  } finally {
    clearTimeout(timer);
    enough.abort();
  }
}
