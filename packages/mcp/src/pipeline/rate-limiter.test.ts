import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fixedClock } from '../../test/test-hub.ts';
import { createRateLimiter } from './rate-limiter.ts';

const caller = (principal: string) => ({
  tenant: 'local',
  principal,
  agentId: null,
  isVital: false,
});

function limiter(ratePerSecond: number, burst: number) {
  const clock = fixedClock();
  const { take } = createRateLimiter({ ratePerSecond, burst, now: clock.now });
  const isTaken = (who = 'a') => {
    try {
      take(caller(who));
      return true;
    } catch (error) {
      expect(error).toMatchObject({ code: 'rate_limited' });
      return false;
    }
  };
  return { clock, take, isTaken };
}

describe('the rate', () => {
  const steps = fc.array(fc.integer({ min: 0, max: 400 }), { minLength: 1, maxLength: 200 });
  const rate = fc.integer({ min: 1, max: 100 });
  const burst = fc.integer({ min: 1, max: 50 });

  it('is never passed, over any stretch of time', () => {
    fc.assert(
      fc.property(rate, burst, steps, (ratePerSecond, burstSize, pauses) => {
        const { clock, isTaken } = limiter(ratePerSecond, burstSize);
        const taken: number[] = [];
        for (const pause of pauses) {
          clock.advance(pause);
          if (isTaken()) taken.push(clock.now());
        }
        for (const [from, start] of taken.entries()) {
          for (const [to, end] of taken.entries()) {
            if (to < from) continue;
            const allowed = burstSize + ((end - start) / 1_000) * ratePerSecond;
            expect(to - from + 1).toBeLessThanOrEqual(Math.floor(allowed + 1e-6) + 1);
          }
        }
        const total = burstSize + ((clock.now() - (taken[0] ?? 0)) / 1_000) * ratePerSecond;
        expect(taken.length).toBeLessThanOrEqual(total + 1e-6);
      }),
    );
  });

  it('lets a caller go on after exactly the time it was told', () => {
    fc.assert(
      fc.property(rate, burst, (ratePerSecond, burstSize) => {
        const { clock, take, isTaken } = limiter(ratePerSecond, burstSize);
        while (isTaken());
        let retryAfterMs = 0;
        try {
          take(caller('a'));
        } catch (error) {
          retryAfterMs = (error as { details: { retryAfterMs: number } }).details.retryAfterMs;
        }
        expect(retryAfterMs).toBeGreaterThan(0);
        clock.advance(retryAfterMs);
        expect(isTaken()).toBe(true);
      }),
    );
  });

  it('of one caller does not touch another', () => {
    const { isTaken } = limiter(1, 3);
    while (isTaken('a'));
    expect([isTaken('b'), isTaken('b'), isTaken('b'), isTaken('b')]).toEqual([
      true,
      true,
      true,
      false,
    ]);
  });

  it('survives a clock that is set back', () => {
    const { clock, isTaken } = limiter(10, 2);
    while (isTaken());
    clock.advance(-3_600_000);
    expect(isTaken()).toBe(false);
    clock.advance(100);
    expect(isTaken()).toBe(true);
  });
});
