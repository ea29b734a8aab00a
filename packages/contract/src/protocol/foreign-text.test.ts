import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fencedData } from './fenced-data.ts';
import { parseTokenCount } from './parse-token-count.ts';
import { visibleText } from './visible-text.ts';

const hostile = fc.array(
  fc.constantFrom('`', '``', '```', '\n', '~~~', 'text', '\u202e', '\u0000', '\r', 'a', '```text'),
  { maxLength: 60 },
);

describe('fencedData', () => {
  it('cannot be closed from inside', () => {
    fc.assert(
      fc.property(hostile, (parts) => {
        const lines = fencedData(parts.join(''), 1_000).split('\n');
        const fence = /^`+/.exec(lines[0] ?? '')?.[0] ?? '';
        expect(lines.at(-1)).toBe(fence);
        const inside = lines.slice(1, -1).join('\n');
        expect(inside).not.toContain(fence);
      }),
    );
  });

  it('says when it was cut', () => {
    expect(fencedData('x'.repeat(101), 100)).toContain('[cut: 101 characters]');
    expect(fencedData('x'.repeat(100), 100)).not.toContain('[cut');
  });
});

describe('visibleText', () => {
  it('leaves nothing that nobody can see, and is stable', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const shown = visibleText(text);
        expect(shown).not.toMatch(/(?![\n\t])\p{Cc}|[\u200b-\u200f\u202a-\u202e]/u);
        expect(visibleText(shown)).toBe(shown);
        expect(shown.isWellFormed()).toBe(true);
      }),
    );
  });

  it('keeps what people write', () => {
    expect(visibleText('Grüße\tan 日本 🎉\r\nnext')).toBe('Grüße\tan 日本 🎉\nnext');
  });
});

describe('parseTokenCount', () => {
  it.each([
    ['5.2K', 5_200],
    ['12k tokens', 12_000],
    ['1,234', 1_234],
    ['0.5M', 500_000],
    ['~ 300', 300],
    [5_200, 5_200],
    ['0', 0],
  ])('reads %s', (text, tokens) => {
    expect(parseTokenCount(text)).toBe(tokens);
  });

  it.each([
    '',
    '?',
    '—',
    '-5',
    'NaN',
    '1e9',
    '5.2G',
    '9'.repeat(50),
    null,
    undefined,
    -1,
    Number.NaN,
    1e12,
  ])('does not guess for %s: unknown is never 0', (text) => {
    expect(parseTokenCount(text)).toBeNull();
  });
});
