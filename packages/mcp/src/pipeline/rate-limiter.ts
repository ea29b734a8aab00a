import { MosaicError } from '@mosaic/contract';

export interface RateLimiterOptions {
  /** Calls per second that can go on for ever. */
  ratePerSecond: number;
  /** Calls that may come at once after a pause. */
  burst: number;
  now: () => number;
}

/** Principals remembered at once; the least recently seen is forgotten first. */
const bucketsMax = 10_000;

export interface RateLimiter {
  /** Takes one call from the principal's bucket or throws `rate_limited`. */
  take(principal: string): void;
}

/** A token bucket for each principal; refusing is cheap and happens before validation. */
export function createRateLimiter({ ratePerSecond, burst, now }: RateLimiterOptions): RateLimiter {
  const buckets = new Map<string, { tokens: number; at: number }>();
  return {
    take(principal: string): void {
      const at = now();
      const known = buckets.get(principal);
      const refill = known ? (Math.max(0, at - known.at) / 1_000) * ratePerSecond : 0;
      const tokens = Math.min(burst, (known?.tokens ?? burst) + refill);
      buckets.delete(principal);
      if (buckets.size >= bucketsMax) {
        const oldest = buckets.keys().next().value;
        if (oldest !== undefined) buckets.delete(oldest);
      }
      buckets.set(principal, { tokens: tokens < 1 ? tokens : tokens - 1, at });
      if (tokens < 1) {
        const retryAfterMs = Math.ceil(((1 - tokens) / ratePerSecond) * 1_000);
        throw new MosaicError(
          'rate_limited',
          `Too many calls by ${principal}. Try again in ${retryAfterMs} ms.`,
          { details: { retryAfterMs } },
        );
      }
    },
  };
}
