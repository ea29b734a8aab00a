import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatBytes } from './bytes.ts';
import { formatCount } from './count.ts';
import { formatAgo, formatDuration, formatElapsed } from './duration.ts';
import { formatLabel } from './label.ts';
import { percentOf } from './percent.ts';
import { formatTokens, formatTokenUse } from './tokens.ts';

describe('formatTokens', () => {
  it('says unknown instead of 0 when nobody told', () => {
    expect(formatTokens(null)).toBe('unknown');
    expect(formatTokens(0)).toBe('0');
    expect(formatTokenUse(null, 8_000)).toBe('tokens unknown, ~8K estimated');
    expect(formatTokenUse(5_200, 8_000)).toBe('5.2K of ~8K tokens');
  });

  it('shortens as the task table of the protocol does', () => {
    expect(formatTokens(950)).toBe('950');
    expect(formatTokens(5_200)).toBe('5.2K');
    expect(formatTokens(15_000)).toBe('15K');
    expect(formatTokens(999_949)).toBe('999.9K');
    expect(formatTokens(999_950)).toBe('1M');
    expect(formatTokens(1_250_000)).toBe('1.25M');
    expect(formatTokens(100_000)).toBe('100K');
  });

  it('never grows wider than seven characters below a billion', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 999_999_999 }), (tokens) => {
        expect(formatTokens(tokens).length).toBeLessThanOrEqual(7);
      }),
    );
  });
});

describe('formatDuration', () => {
  it('picks the units people compare', () => {
    expect(formatDuration(850)).toBe('850 ms');
    expect(formatDuration(4_200)).toBe('4.2 s');
    expect(formatDuration(42_000)).toBe('42 s');
    expect(formatDuration(185_000)).toBe('3 min 05 s');
    expect(formatDuration(7_800_000)).toBe('2 h 10 min');
    expect(formatDuration(273_600_000)).toBe('3 d 4 h');
  });

  it('never prints 60 of a unit or a negative time', () => {
    fc.assert(
      fc.property(fc.integer({ min: -1_000, max: 400_000_000 }), (ms) => {
        expect(formatDuration(ms)).not.toMatch(/\b60 (s|min)|-/);
      }),
    );
  });
});

describe('formatAgo and formatElapsed', () => {
  it('reads as people say it', () => {
    expect(formatAgo(10_000)).toBe('just now');
    expect(formatAgo(50_000)).toBe('1 min ago');
    expect(formatAgo(3_590_000)).toBe('1 h ago');
    expect(formatAgo(200_000_000)).toBe('2 d ago');
  });

  it('keeps the clock steady', () => {
    expect(formatElapsed(7_000)).toBe('0:07');
    expect(formatElapsed(754_000)).toBe('12:34');
    expect(formatElapsed(3_723_000)).toBe('1:02:03');
    expect(formatElapsed(-5)).toBe('0:00');
  });
});

describe('percentOf', () => {
  it('is 100 only when all is done and 0 only when nothing is', () => {
    fc.assert(
      fc.property(fc.nat(5_000), fc.integer({ min: 1, max: 5_000 }), (part, total) => {
        const percent = percentOf(Math.min(part, total), total);
        expect(percent === 100).toBe(part >= total);
        expect(percent === 0).toBe(part === 0);
      }),
    );
  });

  it('survives an empty phase', () => {
    expect(percentOf(0, 0)).toBe(0);
  });
});

it('names counts, bytes and codes', () => {
  expect(formatCount(1, 'task')).toBe('1 task');
  expect(formatCount(1_200, 'task')).toBe('1,200 tasks');
  expect(formatBytes(812)).toBe('812 B');
  expect(formatBytes(1_400)).toBe('1.4 KB');
  expect(formatBytes(3_200_000)).toBe('3.2 MB');
  expect(formatLabel('completed_with_deferrals')).toBe('Completed with deferrals');
  expect(formatLabel('not-started')).toBe('Not started');
});
