/** Numbers from 0 up to 1 that only depend on the seed. */
export function createRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** `MOSAIC_SEED` to repeat a run that failed, else a new one each time. */
export function chooseSeed(): number {
  return Number(process.env.MOSAIC_SEED ?? Date.now() % 1_000_000_000);
}
