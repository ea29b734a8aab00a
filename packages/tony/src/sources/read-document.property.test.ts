import { isMosaicError, PlanDocument } from '@mosaic/contract';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compilePlan } from '../plan/compile-plan.ts';
import { documentFormats } from './detect-format.ts';
import type { DocumentReaders } from './document-readers.ts';
import { type ReadDocumentOptions, readDocument } from './read-document.ts';

/** Stand-ins for readers of other packages: they find something in every text. */
const readers: DocumentReaders = {
  tasks: (text) => ({
    errors: [],
    rows: text
      .split('\n')
      .slice(0, 20)
      .map((line, at) => ({
        id: `MS-A-${at}`,
        isDone: at % 2 === 0,
        description: line,
        repo: line.slice(0, 5),
        branch: '',
        dependsOn: [`MS-A-${at - 1}`],
        blocks: [`MS-A-${at + 1}`],
        estimateTokens: at * 1_000,
      })),
  }),
  report: (text) => ({
    warnings: [],
    findings: text
      .split('\n')
      .slice(0, 20)
      .map((line, at) => ({
        id: `SEC-${at}`,
        severity: at % 2 === 0 ? ('high' as const) : ('low' as const),
        title: line,
        body: line,
        files: [{ path: line.slice(0, 30), line: null }],
        source: 'x.md',
        rule: null,
        check: null,
      })),
  }),
};

/** Reads a text; anything thrown but `invalid_input` with a way out is a failure. */
function read(text: string, options: ReadDocumentOptions = {}) {
  try {
    return readDocument(text, options, readers);
  } catch (error) {
    if (!isMosaicError(error) || error.code !== 'invalid_input') throw error;
    expect(error.message).not.toBe('');
    return null;
  }
}

const fragment = fc.oneof(
  fc.constantFrom(
    '# Title',
    '## Requirements',
    '### US-1: As a user, I want to',
    '#### P.001.01: Name',
    '- **FR-1**: It MUST work (2h)',
    '  - [x] done [10 min]',
    '- [ ] ',
    '1. F.001.01: Feature',
    'E.001: Epic',
    'F.001.01 → F.001.02 || S.001.01.01',
    'T.001.01.01.01 ? ST.001.01.01.01.01 : A.001.01.01.01.01.01',
    '├── ATOMIC (A.001.01.01.01.01.02): x [45 min]',
    '**Dependencies**: FR-1, E.001',
    'Acceptance criteria:',
    '| id | requirement | priority |',
    '| --- | --- | --- |',
    '| FR-2 | x | P0 |',
    '```',
    '<!--',
    '-->',
    '---',
    'title: x',
    '{"tasks":{"a":{"title":"b","parentId":"a"}}}',
    '{',
    '[',
    '\\|',
    '\t\t- deep',
    '\u0000\u202e',
    '[[[[(((',
    '`a/../b`',
  ),
  fc.string({ unit: 'binary', maxLength: 30 }),
);
const text = fc
  .array(fragment, { maxLength: 50 })
  .chain((parts) => fc.constantFrom('\n', ' ', '\n\n', '').map((glue) => parts.join(glue)));

describe('readDocument, whatever the text', () => {
  it('gives a plan that is one, or invalid_input', () => {
    const format = fc.constantFrom('auto' as const, ...documentFormats);
    fc.assert(
      fc.property(text, format, (value, chosen) => {
        const plan = read(value, { format: chosen, name: value.slice(0, 20) });
        if (plan === null || plan.format === 'plan') return;
        expect(PlanDocument.safeParse(plan.document).success).toBe(true);
        // biome-ignore lint/suspicious/noControlCharactersInRegex: there must be none.
        expect(JSON.stringify(plan.document)).not.toMatch(/[\u0000-\u001f\u202e\u200b]/);
      }),
      { numRuns: 400 },
    );
  }, 30_000);

  it('makes no shape that the compiler refuses of an outline or of requirements', () => {
    const shape = new Set([
      'too_many_children',
      'leaf_not_atomic',
      'level_skipped',
      'orphan',
      'parent_mismatch',
      'id_malformed',
      'estimate_missing',
      'criteria_missing',
      'acceptance_missing',
      'edge_unknown_node',
      'edge_to_ancestor',
      'edge_duplicate',
      'file_unsafe',
    ]);
    const format = fc.constantFrom('outline' as const, 'prd' as const, 'decomposition' as const);
    fc.assert(
      fc.property(text, format, (value, chosen) => {
        const plan = read(value, { format: chosen });
        const findings = plan === null ? [] : compilePlan(plan.document).findings;
        expect(findings.filter(({ code }) => shape.has(code))).toEqual([]);
      }),
      { numRuns: 200 },
    );
  }, 30_000);

  it('takes any JSON of the older store, or names what it cannot read', () => {
    const value = fc.oneof(fc.jsonValue({ maxDepth: 2 }), fc.constantFrom('a', 'b', 'E.001', 30));
    const task = fc.dictionary(
      fc.constantFrom(
        'id',
        'title',
        'parentId',
        'childIds',
        'status',
        'level',
        'dependencies',
        'blockedBy',
        'priority',
      ),
      value,
    );
    const store = fc.dictionary(fc.constantFrom('a', 'b', 'c', '__proto__', 'E.001'), task);
    fc.assert(
      fc.property(store, (tasks) => {
        read(JSON.stringify({ tasks }), { format: 'athms' });
      }),
      { numRuns: 300 },
    );
  });
});

describe('readDocument, however large the text', () => {
  /** Each would take hours in time quadratic to its length. */
  const hostile: Record<string, string> = {
    'opened brackets': '['.repeat(300_000),
    'brackets with words': '- a [b '.repeat(60_000),
    'one endless line': `- ${'a b '.repeat(200_000)}`,
    'items nested ever deeper': Array.from({ length: 600 }, (_, at) => `${' '.repeat(at)}- x`).join(
      '\n',
    ),
    'headings of growing depth': '# a\n## b\n### c\n'.repeat(300),
    'unclosed comments': '<!-- '.repeat(60_000),
    'unclosed fences': '```\n'.repeat(60_001),
    'bold marks': '**a'.repeat(100_000),
    'table bars': '|'.repeat(300_000),
    'ids in one line': `- E.001: ${'F.001.01 → '.repeat(30_000)}`,
    'an arrow between many': 'E.001 || E.002 || E.003 → E.004\n'.repeat(10_000),
    spaces: `- a${' '.repeat(300_000)}b`,
    estimates: `- a ${'(1 '.repeat(100_000)}`,
    'story words': `- as a ${'i want as a '.repeat(50_000)}`,
  };

  it.each(Object.keys(hostile))('ends: %s', (name) => {
    for (const format of ['auto', 'outline', 'prd', 'decomposition'] as const) {
      read(hostile[name] ?? '', { format });
    }
  });

  it('makes twice the plan of twice the text', () => {
    const outline = (features: number) =>
      `# Doc\n${Array.from({ length: features }, (_, at) => `## F${at}\n- a\n- b\n`).join('')}`;
    const [one, two] = [70, 140].map((size) => read(outline(size))?.document.nodes.length ?? 0);
    expect(two).toBe(2 * (one ?? 0));
  });
});
