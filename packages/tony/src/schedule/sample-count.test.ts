import { expect, it } from 'vitest';
import { sampleCount } from './sample-count.ts';

it('plays all samples asked for, of a huge plan fewer, and never too few to say anything', () => {
  expect(sampleCount(10_000, 1_000)).toBe(10_000);
  expect(sampleCount(20_000, 2_000)).toBe(10_000);
  expect(sampleCount(20_000, 100_000_000)).toBe(200);
  expect(sampleCount(100, 0)).toBe(100);
});
