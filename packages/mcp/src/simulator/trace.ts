/** Sums up all that happened in a run, so that two runs can be compared at once. */
export interface Trace {
  /** Takes in something that happened, and the value that came of it. */
  add(text: string, value?: unknown): void;
  /** Equal for equal histories. */
  hash(): string;
}

/** Two multiplicative hashes side by side; quick enough to take in every event. */
export function createTrace(): Trace {
  let high = 0xdeadbeef;
  let low = 0x41c6ce57;
  return {
    add(what, value) {
      const text = value === undefined ? what : `${what} ${JSON.stringify(value)}`;
      for (let index = 0; index < text.length; index += 1) {
        const code = text.charCodeAt(index);
        high = Math.imul(high ^ code, 2_654_435_761);
        low = Math.imul(low ^ code, 1_597_334_677);
      }
      high = Math.imul(high ^ (high >>> 16), 2_246_822_507) ^ (low >>> 13);
      low = Math.imul(low ^ (low >>> 16), 3_266_489_909) ^ (high >>> 13);
    },
    hash: () =>
      (high >>> 0).toString(16).padStart(8, '0') + (low >>> 0).toString(16).padStart(8, '0'),
  };
}
