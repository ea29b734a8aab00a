import type { BackOff } from '@mosaic/contract';

/**
 * Pause before the next attempt after `failures` of them, in milliseconds.
 *
 * Doubles with each failure up to `maxMs`. Jitter takes away up to half, so that jobs that
 * failed together do not come back together. `random` is from 0 up to but not including 1.
 */
export function backOffMs({ firstMs, maxMs }: BackOff, failures: number, random: number): number {
  const doublings = Math.min(Math.max(failures - 1, 0), 52);
  const full = Math.min(firstMs * 2 ** doublings, maxMs);
  return Math.round(full - (full / 2) * random);
}
