import type { Finding } from '@mosaic/contract';
import { severities } from '@mosaic/contract';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseReport } from './parse-report.ts';
import { checkCommand } from './report-format.ts';
import { writeReport } from './write-report.ts';

const fragment = fc.oneof(
  fc.constantFrom(
    '### SEC-API-1: T',
    '## Critical',
    '- **SEC-1** (High) - x',
    '| ID | Severity |',
    '|-|-|',
    '| SEC-3 | low |',
    '**Severity:** High',
    '**Files:**',
    '- src/a.ts:1',
    '```',
    '~~~',
    '<!--',
    '-->',
    '> ',
    '    ',
    '\\',
    '\r\n',
    '\u0000',
    '`',
    '**',
    'ID: TEST-001',
    '---',
    '===',
    '- **Check:** `x`',
  ),
  fc.string({ unit: 'binary', maxLength: 20 }),
);
const text = fc
  .array(fragment, { maxLength: 60 })
  .chain((parts) => fc.constantFrom('\n', ' ', '').map((glue) => parts.join(glue)));

const word = fc.stringMatching(/^[a-z][a-z0-9]{0,8}$/);
const path = fc
  .tuple(fc.array(word, { minLength: 1, maxLength: 3 }), fc.constantFrom('ts', 'tsx', 'md', 'json'))
  .map(([names, extension]) => `${names.join('/')}.${extension}`);
const visible = fc
  .string({ unit: 'grapheme', maxLength: 60 })
  .filter((each) => !/\p{C}|\p{Z}/u.test(each.replaceAll(/[ ]/g, '')));
const title = fc
  .oneof(
    visible,
    fc.constantFrom('[HIGH] a', 'a (Low)', 'b #', '- High: c', '<!-- x --> y', '`a` *b*', 'a\\|b'),
  )
  .map((each) => each.replaceAll(/\s+/g, ' ').trim())
  .filter((each) => each !== '')
  // A typographic dash in front is read as what separates the id from its title.
  .filter((each) => !/^[\u2010-\u2015\u2212]/.test(each));
const bodyLine = fc.oneof(
  visible,
  fc.constantFrom(
    '# h',
    '### SEC-9: no',
    '- SEC-8 (High) no',
    '**Severity:** Low',
    'Severity: Low',
    '- File: `x/y.ts`',
    '> q',
    '| a | b |',
    '| - | - |',
    'a | b',
    '- | -',
    '---',
    '===',
    '<!-- c -->',
    '<!--',
    '-->',
    '\\x',
    '\\<!--',
    '- item',
    '1. one',
    '  indented',
    '    code',
    '```',
    '~~~~',
    '**TEST-1** bold',
    '[x]: y',
    '<b>',
  ),
);
const body = fc
  .array(bodyLine, { maxLength: 8 })
  .map((lines) => lines.map((line) => line.trimEnd()))
  .map((lines) => {
    const first = lines.findIndex((line) => line !== '');
    return first === -1 ? '' : lines.slice(first).join('\n').trimEnd();
  });
const finding = (id: string): fc.Arbitrary<Finding> =>
  fc.record({
    id: fc.constant(id),
    severity: fc.constantFrom(...severities),
    title,
    body,
    files: fc.uniqueArray(
      fc.record({ path, line: fc.option(fc.integer({ min: 1, max: 99_999 })) }),
      { maxLength: 4, selector: (file) => file.path, minLength: 1 },
    ),
    source: fc.constant(''),
    rule: fc.option(fc.constantFrom('lint/suspicious/noDoubleEquals', 'secrets')),
    check: fc.constantFrom(null, checkCommand(id)),
  });
const findings = fc
  .uniqueArray(fc.constantFrom('SEC-API-1', 'SEC-2', 'CQ-WEB-3', 'TEST-001', 'DEP-1', 'DOC-4'), {
    maxLength: 5,
  })
  .chain((ids) => fc.tuple(...ids.map(finding)));

describe('any text', () => {
  it('is read without an error, and never yields a path outside or a foreign command', () => {
    fc.assert(
      fc.property(text, text, (first, second) => {
        const report = parseReport(
          new Map([
            ['docs/reports/r/00-executive-summary.md', first],
            ['docs/reports/r/01-security-review.md', second],
          ]),
        );
        for (const each of report.findings) {
          expect(each.check === null || each.check === checkCommand(each.id)).toBe(true);
          for (const file of each.files) expect(file.path).not.toMatch(/^\/|(?:^|\/)\.\.(?:\/|$)/);
        }
      }),
      { numRuns: 300 },
    );
  });
});

describe('a written report', () => {
  it('is read back as it was, without warnings', () => {
    fc.assert(
      fc.property(findings, (list) => {
        const files = writeReport({
          name: 'r',
          title: 'demo',
          findings: list,
          generatedBy: 'mosaic',
          atIso: '2026-01-01T00:00:00Z',
        });
        const report = parseReport(files);
        expect(report.warnings).toEqual([]);
        const byId = (a: Finding, b: Finding) => (a.id < b.id ? -1 : 1);
        const read = report.findings.map((each) => ({ ...each, source: '' })).sort(byId);
        expect(read).toEqual([...list].sort(byId));
      }),
      { numRuns: 300 },
    );
  });

  it('has the files of the guide', () => {
    const input = { name: 'r', title: 't', generatedBy: 'm', atIso: '2026-01-01T00:00:00Z' };
    const [sample] = fc.sample(finding('DEP-1'), 1);
    const files = writeReport({ ...input, findings: sample === undefined ? [] : [sample] });
    expect([...files.keys()]).toEqual([
      'docs/reports/r/00-executive-summary.md',
      'docs/reports/r/01-security-review.md',
      'docs/reports/r/02-code-quality-review.md',
      'docs/reports/r/03-qa-test-coverage.md',
      'docs/reports/r/04-dependency-review.md',
    ]);
    expect(parseReport(writeReport({ ...input, findings: [] }))).toMatchObject({
      findings: [],
      warnings: [],
    });
  });

  it('refuses an id that would not be found again', () => {
    const [sample] = fc.sample(finding('SEC-1'), 1);
    const input = { name: 'r', title: 't', generatedBy: 'm', atIso: '2026-01-01T00:00:00Z' };
    expect(() => writeReport({ ...input, findings: [{ ...sample!, id: 'bad id' }] })).toThrow(
      /no finding id/,
    );
  });
});

describe('hostile sizes', () => {
  const size = 400_000;
  const repeat = (part: string) => part.repeat(Math.ceil(size / part.length));
  it.each([
    ['brackets', repeat('[')],
    ['bracket lines', repeat('[\n')],
    ['quotes', repeat('>')],
    ['quote lines', repeat(`${'>'.repeat(900)}\n`)],
    ['nested items', repeat(`${'- '.repeat(900)}\n`)],
    ['pipes', `${repeat('|')}\n${repeat('|-')}`],
    ['rows', `|ID|Severity|\n|-|-|\n${repeat('|SEC-1|High|\n')}`],
    ['comments', repeat('<!--')],
    ['closed comments', repeat('<!-- -->')],
    ['ticks', repeat('`')],
    ['tick lines', repeat('`a\n')],
    ['bold', repeat('**a:** ')],
    ['bold lines', repeat('**File:** a/b.ts\n')],
    ['leads', `### SEC-1: ${repeat('(')}`],
    ['dashes', repeat(`### SEC-1 ${'-'.repeat(3_900)} x(\n`)],
    ['findings', Array.from({ length: 20_000 }, (_, at) => `### SEC-${at}: T`).join('\n')],
    ['one finding', `### SEC-1: T\n${repeat('- **File:** a/b.ts:1\n')}`],
    ['spaces', repeat(' ')],
    ['separators', repeat(' - : ')],
    ['links', repeat('[a](')],
    ['slashes', `### SEC-1: a\nFile: ${repeat('../')}`],
    [
      'deep items',
      Array.from({ length: 800 }, (_, at) => `${' '.repeat(at)}- SEC-1 (High)`).join('\n'),
    ],
  ])('%s are read in linear time', (_, hostile) => {
    const start = performance.now();
    const report = parseReport(
      new Map([
        ['docs/reports/r/00-executive-summary.md', hostile],
        ['docs/reports/r/01-a.md', hostile],
      ]),
    );
    const took = performance.now() - start;
    expect(took).toBeLessThan(5_000);
    expect(report.warnings.length).toBeLessThanOrEqual(501);
  });
});
