import { TaskStatus } from '@mosaic/contract';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseTasksTable } from './parse-tasks-table.ts';
import type { TaskRow } from './task-row.ts';
import { renderTasksTable, replaceTasksTable } from './tasks-table.ts';

const row: TaskRow = {
  id: 'MS-SEC-001',
  status: 'not-started',
  description: 'SEC-API-1: Add guard',
  issue: '#337',
  repo: 'api',
  branch: 'fix/security',
  dependsOn: [],
  blocks: ['MS-SEC-002'],
  agent: null,
  startedAt: null,
  completedAt: null,
  estimateTokens: 8_000,
  usedTokens: null,
};
const second: TaskRow = {
  ...row,
  id: 'MS-SEC-002',
  status: 'done',
  dependsOn: ['MS-SEC-001'],
  blocks: [],
  agent: 'worker-1',
  startedAt: '2026-01-01T00:00:00.000Z',
  completedAt: '2026-01-01T00:05:00+02:00',
  usedTokens: 12_800,
};
const header =
  '| id | status | description | issue | repo | branch | depends_on | blocks | agent | started_at | completed_at | estimate | used |';
const delimiter = `|${'-|'.repeat(13)}`;
const table = (...lines: string[]) => [header, delimiter, ...lines].join('\n');

describe('renderTasksTable', () => {
  it('writes the 13 columns in order', () => {
    const [head, , line] = renderTasksTable([second]).split('\n');
    const cells = (text = '') =>
      text
        .split('|')
        .map((cell) => cell.trim())
        .slice(1, -1);
    expect(cells(head)).toEqual(cells(header));
    expect(cells(line)).toEqual([
      'MS-SEC-002',
      'done',
      'SEC-API-1: Add guard',
      '#337',
      'api',
      'fix/security',
      'MS-SEC-001',
      '',
      'worker-1',
      '2026-01-01T00:00:00.000Z',
      '2026-01-01T00:05:00+02:00',
      '8K',
      '12.8K',
    ]);
  });

  it('stays small when one task waits for thousands', () => {
    const dependsOn = Array.from({ length: 2_000 }, (_, at) => `MS-SEC-${at + 3}`);
    const list = [...Array<TaskRow>(2_000).fill(row), { ...second, dependsOn }];
    expect(renderTasksTable(list).length).toBeLessThan(1_000_000);
  });

  it('keeps the table one table, whatever a description contains', () => {
    const description = 'a | b\nc <!-- d --> \\| e\u001b[31m <br> \\';
    const text = renderTasksTable([{ ...row, blocks: [], description }]);
    expect(text.trimEnd().split('\n')).toHaveLength(3);
    expect(text).not.toContain('<!--  ');
    expect(text).not.toContain('\u001b');
    const { rows, errors } = parseTasksTable(text);
    expect(errors).toEqual([]);
    expect(rows[0]?.description).toBe('a | b\nc <!-- d --> \\| e[31m <br> \\');
  });
});

describe('replaceTasksTable', () => {
  it('keeps what stands around the table, and does the same twice', () => {
    const document = `# Tasks\n\nIntro with | a bar.\n\n${table('| x |')}\n\nAfter.\n`;
    const once = replaceTasksTable(document, [row, second]);
    expect(once).toMatch(/^# Tasks\n\nIntro with \| a bar\.\n\n\| id /);
    expect(once).toMatch(/\|\n\nAfter\.\n$/);
    expect(replaceTasksTable(once, [row, second])).toBe(once);
    expect(parseTasksTable(once)).toEqual({ rows: [row, second], errors: [] });
  });

  it('does not touch a table in a code fence', () => {
    const document = `\`\`\`\n${table()}\n\`\`\`\n`;
    const text = replaceTasksTable(document, [row]);
    expect(text.startsWith(document)).toBe(true);
  });
});

describe('parseTasksTable', () => {
  it('reads hand-made padding, dashes for nothing and other token forms', () => {
    const { rows, errors } = parseTasksTable(
      `${header.replaceAll(' | ', '|').replace('| id', '|  ID ')}\r\n${delimiter}\r\n` +
        '|MS-SEC-001|deferred|C:\\dir ok|—|  api|fix/x|-|MS-CQ-001 ,MS-V1-001,||||12.5k|5200|\r\n' +
        'MS-CQ-001 | done | b | | | | | | | | | | |\r\n' +
        '| MS-V1-001 | failed | | | | | | | | | | | |\r\n\r\n| not | a | row |',
    );
    expect(errors).toEqual([]);
    expect(rows).toHaveLength(3);
    expect(rows[0]).toMatchObject({
      description: 'C:\\dir ok',
      issue: null,
      repo: 'api',
      dependsOn: [],
      blocks: ['MS-CQ-001', 'MS-V1-001'],
      estimateTokens: 12_500,
      usedTokens: 5_200,
      status: 'deferred',
    });
  });

  it.each([
    ['| ms-1 | done | | | | | | | | | | | |', 3, 'id', /must be a task id/],
    [
      '| MS-SEC-001 | Done! | | | | | | | | | | | |',
      3,
      'status',
      /"Done!" must be not-started, in-progress/,
    ],
    [
      '| MS-SEC-001 | done | | 337 | | | | | | | | | |',
      3,
      'issue',
      /must be an issue such as #337/,
    ],
    ['| MS-SEC-001 | done | | | | a b | | | | | | | |', 3, 'branch', /must be a branch name/],
    ['| MS-SEC-001 | done | | | | | x y | | | | | | |', 3, 'depends_on', /must be task ids/],
    [
      '| MS-SEC-001 | done | | | | | MS-SEC-9 | | | | | | |',
      3,
      'depends_on',
      /There is no task MS-SEC-9/,
    ],
    [
      '| MS-SEC-001 | done | | | | | | | | yesterday | | | |',
      3,
      'started_at',
      /must be a time in ISO 8601/,
    ],
    [
      '| MS-SEC-001 | done | | | | | | | | | | lots | |',
      3,
      'estimate',
      /must be tokens such as 8K/,
    ],
    ['| MS-SEC-001 | done | a | b | c |', 3, null, /has 5 cells instead of 13/],
    ['', 1, null, /There is no task table/],
  ] as const)('says line and column for %j', (line, at, column, message) => {
    const text = line === '' ? 'nothing here' : table(line);
    const [error] = parseTasksTable(text).errors;
    expect(error).toMatchObject({ line: at, column });
    expect(error?.message).toMatch(message);
  });

  it('says which column of the heading is wrong', () => {
    const { rows, errors } = parseTasksTable(
      `${header.replace('depends_on', 'needs')}\n${delimiter}\n`,
    );
    expect(rows).toEqual([]);
    expect(errors).toMatchObject([{ line: 1, column: 'depends_on' }]);
    expect(errors[0]?.message).toContain('Column 7 must be "depends_on" and is "needs"');
  });

  it('names the second use of an id', () => {
    const line = '| MS-SEC-001 | done | | | | | | | | | | | |';
    expect(parseTasksTable(table(line, line)).errors).toMatchObject([{ line: 4, column: 'id' }]);
  });

  it('leaves out a row with an error instead of half of it', () => {
    const { rows } = parseTasksTable(table('| MS-SEC-001 | nope | | | | | | | | | | | |'));
    expect(rows).toEqual([]);
  });

  it('survives any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => void parseTasksTable(table(text))),
    );
  });
});

const visible = fc
  .string({ unit: 'grapheme' })
  .map((text) => text.replaceAll(/[\p{C}\u2028\u2029\u0085]/gu, '').trim())
  .filter((text) => !/^[-–—]$/.test(text));
const tokens = fc.option(fc.nat(10_000).map((hundreds) => hundreds * 100));
const instant = fc.option(
  fc
    .date({ min: new Date(0), max: new Date(4e12), noInvalidDate: true })
    .map((date) => date.toISOString()),
);
const rows = fc
  .array(
    fc.record({
      status: fc.constantFrom(...TaskStatus.options),
      description: visible,
      issue: fc.option(fc.nat(99_999).map((number) => `#${number}`)),
      repo: fc.stringMatching(/^[a-z-]{2,9}$/),
      branch: fc.constantFrom('fix/security', ''),
      agent: fc.option(fc.stringMatching(/^[a-z]{1,5}[0-9]$/)),
      startedAt: instant,
      completedAt: instant,
      estimateTokens: tokens,
      usedTokens: tokens,
      links: fc.array(fc.nat(9), { maxLength: 3 }),
    }),
    { maxLength: 10 },
  )
  .map((list): TaskRow[] => {
    const id = (at: number) => `MS-SEC-${String(at + 1).padStart(3, '0')}`;
    return list.map(({ links, ...rest }, at) => ({
      id: id(at),
      ...rest,
      dependsOn: links.filter((link) => link < list.length).map(id),
      blocks: links.filter((link) => link < at).map(id),
    }));
  });

describe('table', () => {
  it('is read back as it was written', () => {
    fc.assert(
      fc.property(rows, (list) => {
        expect(parseTasksTable(renderTasksTable(list))).toEqual({ rows: list, errors: [] });
      }),
    );
  });
});
