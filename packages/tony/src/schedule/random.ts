/** Whole numbers from 0 to 2^32 - 1 as signed 32-bit integers; the same seed gives the same ones. */
export type Random = () => number;

/**
 * The generator sfc32 (Doty-Humphrey): 128 bits of state, passes the usual batteries of tests, and
 * costs a few additions, which matters where ten million numbers are drawn.
 */
export function createRandom(seed: number): Random {
  let a = 0x9e3779b9;
  let b = seed | 0;
  let c = (seed / 0x1_0000_0000) | 0;
  let counter = 1;
  const next = () => {
    const sum = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = ((c << 21) | (c >>> 11)) + sum;
    c |= 0;
    return sum;
  };
  // The first numbers of similar seeds are similar.
  for (let round = 0; round < 12; round += 1) next();
  return next;
}
