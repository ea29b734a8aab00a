import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createCoalescer } from './coalesce.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

describe('createCoalescer', () => {
  it('hands over everything that came within the delay, once and in order', async () => {
    const batches: number[][] = [];
    const coalescer = createCoalescer<number>({
      delayMs: 100,
      itemsMax: 50,
      flush: async (items) => void batches.push(items),
    });
    for (let item = 1; item <= 5; item += 1) coalescer.add(item);
    await vi.advanceTimersByTimeAsync(99);
    expect(batches).toEqual([]);
    await vi.advanceTimersByTimeAsync(500);
    expect(batches).toEqual([[1, 2, 3, 4, 5]]);
  });

  it('never works on two batches at once and loses nothing meanwhile', async () => {
    let running = 0;
    let most = 0;
    const seen: number[] = [];
    const coalescer = createCoalescer<number>({
      delayMs: 10,
      itemsMax: 1_000,
      flush: async (items) => {
        running += 1;
        most = Math.max(most, running);
        await new Promise((resolve) => setTimeout(resolve, 70));
        seen.push(...items);
        running -= 1;
      },
    });
    for (let item = 0; item < 100; item += 1) {
      coalescer.add(item);
      await vi.advanceTimersByTimeAsync(5);
    }
    await vi.advanceTimersByTimeAsync(1_000);
    expect(most).toBe(1);
    expect(seen).toEqual(Array.from({ length: 100 }, (_, index) => index));
  });

  it('says so when more came than it may hold', async () => {
    const overflows: boolean[] = [];
    const coalescer = createCoalescer<number>({
      delayMs: 10,
      itemsMax: 3,
      flush: async (items, isOverflow) => {
        expect(items.length).toBeLessThanOrEqual(3);
        overflows.push(isOverflow);
      },
    });
    for (let item = 0; item < 10; item += 1) coalescer.add(item);
    await vi.advanceTimersByTimeAsync(50);
    expect(overflows).toEqual([true]);
  });

  it('is silent once stopped', async () => {
    const flush = vi.fn(async () => {});
    const coalescer = createCoalescer<number>({ delayMs: 10, itemsMax: 3, flush });
    coalescer.add(1);
    coalescer.stop();
    coalescer.add(2);
    await vi.advanceTimersByTimeAsync(100);
    expect(flush).not.toHaveBeenCalled();
  });
});
