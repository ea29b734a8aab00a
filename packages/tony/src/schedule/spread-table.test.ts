import { describe, expect, it } from 'vitest';
import { createRandom } from './random.ts';
import { createSpreadTable, rowSize, spreadOf } from './spread-table.ts';

describe('createSpreadTable', () => {
  const low = spreadOf(10 / 20);
  const high = spreadOf(60 / 20);
  const table = createSpreadTable([low, high]);
  const outcomes = Array.from({ length: rowSize }, (_, k) => {
    const from = table.rowOf(low) + (k >> 9) * (table.rowOf(high) - table.rowOf(low));
    return 20 * (table.values[from + k] ?? 0);
  });

  it('keeps nine of ten between the bounds, as many below as above, half below the likely value', () => {
    const share = (holds: (value: number) => boolean) => outcomes.filter(holds).length / rowSize;
    expect(share((value) => value < 10)).toBeCloseTo(0.05, 2);
    expect(share((value) => value > 60)).toBeCloseTo(0.05, 2);
    expect(share((value) => value < 20)).toBe(0.5);
    expect(Math.min(...outcomes)).toBeGreaterThan(0);
    expect(outcomes).toEqual(outcomes.toSorted((a, b) => a - b));
  });

  it('has no spread where the bounds are the likely value', () => {
    const { values } = createSpreadTable([spreadOf(1)]);
    expect(new Set(values)).toEqual(new Set([1]));
  });
});

describe('createRandom', () => {
  const draw = (seed: number, count: number) => {
    const random = createRandom(seed);
    return Array.from({ length: count }, random);
  };

  it('gives the same numbers for a seed, and others for the next one', () => {
    expect(draw(7, 5)).toEqual(draw(7, 5));
    expect(draw(7, 5)).not.toEqual(draw(8, 5));
  });

  it('uses every bit half of the time', () => {
    const numbers = draw(1, 20_000);
    for (let bit = 0; bit < 32; bit += 1) {
      const ones = numbers.filter((number) => ((number >>> bit) & 1) === 1).length;
      expect(ones / numbers.length).toBeCloseTo(0.5, 1);
    }
    expect(new Set(numbers).size).toBeGreaterThan(19_990);
  });
});
