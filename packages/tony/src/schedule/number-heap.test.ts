import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { popSmallest, pushNumber } from './number-heap.ts';
import { addReady, createReadySet, takeReady } from './ready-set.ts';

const numbers = fc.uniqueArray(fc.nat(5_000), { maxLength: 200 });

describe('queues of the levelling', () => {
  it('hand numbers out smallest first, however they came in', () => {
    fc.assert(
      fc.property(numbers, numbers, (first, second) => {
        const heap: number[] = [];
        const set = createReadySet(5_001);
        const expected = new Set<number>();
        const add = (number: number) => {
          if (expected.has(number)) return;
          expected.add(number);
          pushNumber(heap, number);
          addReady(set, number);
        };
        const take = () => {
          const smallest = Math.min(...expected);
          expected.delete(smallest);
          expect(popSmallest(heap)).toBe(smallest);
          expect(takeReady(set)).toBe(smallest);
        };
        for (const number of first) add(number);
        for (let left = first.length / 2; left >= 1; left -= 1) take();
        for (const number of second) add(number);
        while (expected.size > 0) take();
        expect(takeReady(set)).toBe(-1);
        expect(heap).toEqual([]);
      }),
    );
  });
});
