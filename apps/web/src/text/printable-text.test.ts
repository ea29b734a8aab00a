import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createPrintableText, printable } from './printable-text.ts';

describe('printable', () => {
  it('removes colours, titles, links and cursor moves', () => {
    expect(printable('\u001b[31mred\u001b[0m')).toBe('red');
    expect(printable('\u001b]0;title\u0007after')).toBe('after');
    expect(printable('\u001b]8;;https://example.org\u001b\\link\u001b]8;;\u001b\\')).toBe('link');
    expect(printable('a\u001b[2J\u001b[1;1Hb\u001b(Bc')).toBe('abc');
    expect(printable('x\u009b31my')).toBe('xy');
  });

  it('redraws a progress line instead of piling it up', () => {
    expect(printable('10 %\r20 %\r100 %\ndone\n')).toBe('100 %\ndone\n');
    expect(printable('windows\r\nline\r\n')).toBe('windows\nline\n');
  });

  it('does not let a text pose as another', () => {
    expect(printable('a\u202eb\u2066c\u0000d')).toBe('abcd');
  });

  it('keeps tabs, other scripts and emoji', () => {
    expect(printable('\tÄé 漢字 🧩')).toBe('\tÄé 漢字 🧩');
  });

  it('does not lose the line after an unfinished title sequence', () => {
    expect(printable('\u001b]0;never closed\nnext')).toBe('\nnext');
  });
});

const nasty = fc
  .array(
    fc.oneof(
      fc.string({ maxLength: 6, unit: 'binary' }),
      fc.constantFrom(
        '\u001b[31m',
        '\u001b]0;t\u0007',
        '\u001b',
        '[',
        '\r',
        '\n',
        '\u009b',
        '\u202e',
      ),
    ),
    { maxLength: 30 },
  )
  .map((parts) => parts.join(''));

describe('createPrintableText', () => {
  it('shows the same whatever the borders of the chunks', () => {
    fc.assert(
      fc.property(nasty, fc.array(fc.nat(200), { maxLength: 6 }), (whole, cuts) => {
        const borders = [0, ...cuts.map((cut) => Math.min(cut, whole.length)), whole.length];
        borders.sort((a, b) => a - b);
        const stream = createPrintableText(1_000_000);
        for (let index = 1; index < borders.length; index += 1) {
          stream.push(whole.slice(borders[index - 1], borders[index]));
        }
        expect(stream.text).toBe(printable(whole));
      }),
    );
  });

  it('never lets a control character through', () => {
    fc.assert(
      fc.property(nasty, (text) => {
        // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for.
        expect(printable(text)).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202e]/);
      }),
    );
  });

  it('keeps the newest text when there is too much and says so', () => {
    const log = createPrintableText(100);
    for (let line = 1; line <= 100; line += 1) log.push(`line ${line}\n`);
    expect(log.text.length).toBeLessThanOrEqual(100);
    expect(log.text.endsWith('line 100\n')).toBe(true);
    expect(log.text.startsWith('line ')).toBe(true);
    expect(log.isCut).toBe(true);
  });

  it('bounds a single endless line as well', () => {
    const log = createPrintableText(100);
    log.push('x'.repeat(5_000));
    expect(log.text.length).toBeLessThanOrEqual(100);
  });
});
