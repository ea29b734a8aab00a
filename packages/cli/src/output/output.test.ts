import fc from 'fast-check';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { captureIo } from '../../test/capture-io.ts';
import { displayWidth, fitWidth } from './display-width.ts';
import { facts } from './facts.ts';
import { plainJson, plainLine, plainText } from './plain-text.ts';
import { createProgress } from './progress.ts';
import { agoText, bytesText, durationText, tokensText } from './quantities.ts';
import { table } from './table.ts';
import { createTerminal } from './terminal.ts';

afterEach(() => void vi.useRealTimers());

const escapeKey = '\u001b';
const plainView = createTerminal(captureIo().io, { isJson: false, isColorRefused: false }).view;
// biome-ignore lint/suspicious/noControlCharactersInRegex: finding them is the purpose.
const acting = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/;

describe('text of others', () => {
  it('loses whatever a terminal would act upon', () => {
    expect(plainText(`${escapeKey}[31mred${escapeKey}]0;title\u0007\u009b2J\u202eevil`)).toBe(
      'redevil',
    );
    expect(plainLine('a\n  b\tc')).toBe('a b c');
  });

  it('never holds a control character afterwards, and stays the same JSON', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (text) => {
        expect(plainText(text)).not.toMatch(acting);
        expect(plainJson({ text })).not.toMatch(acting);
        expect(JSON.parse(plainJson({ text }))).toEqual(JSON.parse(JSON.stringify({ text })));
      }),
    );
  });

  it('keeps table rows and facts on their line', () => {
    const rows = table(
      [{ name: `a\n${escapeKey}[2Jb` }],
      [{ title: 'N', text: (row) => row.name }],
      plainView,
    );
    expect(rows).toBe('N\na b');
    expect(
      facts(
        [
          ['Name', 'x\ny'],
          ['None', null],
        ],
        plainView,
      ),
    ).toBe('Name  x y');
  });
});

describe('tables', () => {
  const columns = [
    { title: 'ID', text: (row: string[]) => row[0] ?? '' },
    { title: 'TITLE', text: (row: string[]) => row[1] ?? '', isFlexible: true },
  ];

  it('line up wide characters', () => {
    expect(displayWidth('日本e\u0301')).toBe(5);
    expect(
      table(
        [
          ['日本', 'x'],
          ['a', 'y'],
        ],
        columns,
        plainView,
      ),
    ).toBe('ID    TITLE\n日本  x\na     y');
  });

  it('stay within the terminal as far as columns may shrink', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 20, max: 200 }),
        fc.string({ maxLength: 300 }),
        (width, title) => {
          const lines = table([['id-1', title]], columns, { ...plainView, columns: width }).split(
            '\n',
          );
          for (const line of lines) expect(displayWidth(line)).toBeLessThanOrEqual(width);
        },
      ),
    );
    expect(fitWidth('abcdef', 4)).toBe('abc…');
  });
});

describe('colour', () => {
  const isColoured = (env: Record<string, string>, isTTY: boolean, isColorRefused = false) => {
    const { io } = captureIo({ env, stdout: { write: () => true, isTTY } });
    const { style } = createTerminal(io, { isJson: false, isColorRefused }).view;
    return style('red', 'x') !== 'x';
  };

  it.each([
    ['a terminal', {}, true, true],
    ['a pipe', {}, false, false],
    ['NO_COLOR', { NO_COLOR: '1' }, true, false],
    ['an empty NO_COLOR', { NO_COLOR: '' }, true, true],
    ['TERM=dumb', { TERM: 'dumb' }, true, false],
    ['FORCE_COLOR in a pipe', { FORCE_COLOR: '1' }, false, true],
    ['FORCE_COLOR=0', { FORCE_COLOR: '0' }, true, false],
  ])('follows %s', (_name, env, isTTY, expected) => {
    expect(isColoured(env as Record<string, string>, isTTY)).toBe(expected);
  });

  it('is refused by --no-color before everything else', () => {
    expect(isColoured({ FORCE_COLOR: '1' }, true, true)).toBe(false);
  });
});

describe('progress', () => {
  it('redraws one line on a terminal and leaves it clean', () => {
    vi.useFakeTimers();
    const written: string[] = [];
    const stderr = { isTTY: true, columns: 40, write: (text: string) => written.push(text) };
    const { io } = captureIo({ stderr });
    const progress = createProgress(createTerminal(io, { isJson: false, isColorRefused: true }));
    progress.update('1 of 3');
    progress.keep('done: first');
    vi.advanceTimersByTime(500);
    progress.stop();
    vi.advanceTimersByTime(500);
    const text = written.join('');
    expect(text).toContain('done: first\n');
    expect(text.match(/\n/g)).toHaveLength(1);
    expect(text.endsWith(`\r${escapeKey}[2K`)).toBe(true);
  });

  it.each([
    ['a pipe', undefined, {}, false],
    ['TERM=dumb', true, { TERM: 'dumb' }, false],
    ['--json', true, {}, true],
  ])('writes whole lines, one per topic, for %s', (_name, isTTY, env, isJson) => {
    const written: string[] = [];
    const stderr = { isTTY, write: (text: string) => written.push(text) };
    const { io } = captureIo({ stderr, env: env as Record<string, string> });
    const progress = createProgress(createTerminal(io, { isJson, isColorRefused: false }));
    progress.update('1 of 3', 'counting');
    progress.update('2 of 3', 'counting');
    progress.update('closing');
    progress.stop();
    expect(written.join('')).toBe('1 of 3\nclosing\n');
  });
});

it('writes quantities for people and says when one is unknown', () => {
  expect([
    durationText(740),
    durationText(12_400),
    durationText(200_000),
    durationText(7_500_000),
  ]).toEqual(['740 ms', '12.4 s', '3 min 20 s', '2 h 5 min']);
  expect([tokensText(null), tokensText(0), tokensText(5_200)]).toEqual(['unknown', '0', '5.2K']);
  expect([bytesText(12), bytesText(2_048), bytesText(5 * 1_024 ** 3)]).toEqual([
    '12 B',
    '2.0 KiB',
    '5.0 GiB',
  ]);
  expect(agoText('2026-01-15T08:58:00Z', plainView.nowMs)).toBe('2 min ago');
});
