import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createFairQueue } from './fair-queue.ts';

const caller = fc.record({
  tenant: fc.constantFrom('a', 'b', 'c'),
  name: fc.constantFrom('x', 'y', 'z'),
});

describe('a fair queue', () => {
  it('loses nothing, doubles nothing and keeps the order of each caller', () => {
    const step = fc.oneof(caller, fc.constant(null));
    fc.assert(
      fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
        const queue = createFairQueue<{ who: string; number: number }>();
        const pushed = new Map<string, number[]>();
        const seen = new Map<string, number[]>();
        const add = (to: Map<string, number[]>, who: string, number: number) =>
          to.set(who, [...(to.get(who) ?? []), number]);
        const take = () => {
          const entry = queue.shift();
          if (entry) add(seen, entry.who, entry.number);
        };
        let size = 0;
        for (const [number, who] of steps.entries()) {
          if (who === null) {
            size = Math.max(0, size - 1);
            take();
          } else {
            const key = `${who.tenant}/${who.name}`;
            queue.push(who, { who: key, number });
            add(pushed, key, number);
            size += 1;
          }
          expect(queue.size).toBe(size);
        }
        while (queue.size > 0) take();
        expect(queue.callers).toBe(0);
        expect(seen).toEqual(pushed);
      }),
      { numRuns: 300 },
    );
  });

  it('serves every tenant that waits before it serves one twice, and so within a tenant', () => {
    const queue = createFairQueue<string>();
    for (let index = 0; index < 50; index += 1) queue.push({ tenant: 'a', name: 'noisy' }, 'noisy');
    queue.push({ tenant: 'a', name: 'quiet' }, 'quiet');
    queue.push({ tenant: 'b', name: 'other' }, 'other');
    queue.push({ tenant: 'b', name: 'other' }, 'other');
    const order = Array.from({ length: 6 }, () => queue.shift());
    expect(order).toEqual(['noisy', 'other', 'quiet', 'other', 'noisy', 'noisy']);
  });

  it('gives nobody more than one turn ahead of anybody else who waits', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 30 }), { minLength: 2, maxLength: 8 }),
        (sizes) => {
          const queue = createFairQueue<number>();
          for (const [index, size] of sizes.entries()) {
            for (let n = 0; n < size; n += 1) queue.push({ tenant: 't', name: `${index}` }, index);
          }
          const served = sizes.map(() => 0);
          while (queue.size > 0) {
            const index = queue.shift() ?? 0;
            served[index] = (served[index] ?? 0) + 1;
            for (const [other, size] of sizes.entries()) {
              const isWaiting = (served[other] ?? 0) < size;
              if (isWaiting) expect((served[index] ?? 0) - (served[other] ?? 0)).toBeLessThan(2);
            }
          }
        },
      ),
    );
  });

  it('removes what is over from the front of each caller only', () => {
    const queue = createFairQueue<number>();
    for (const at of [1, 2, 5]) queue.push({ tenant: 't', name: 'x' }, at);
    for (const at of [1, 1]) queue.push({ tenant: 't', name: 'y' }, at);
    for (const at of [4]) queue.push({ tenant: 'u', name: 'z' }, at);
    expect(queue.removeWhile((at) => at < 3)).toEqual([1, 2, 1, 1]);
    expect([queue.size, queue.callers]).toEqual([2, 2]);
    expect([queue.shift(), queue.shift(), queue.shift()]).toEqual([5, 4, undefined]);
  });
});
