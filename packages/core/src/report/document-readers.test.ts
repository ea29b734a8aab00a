import { isMosaicError } from '@mosaic/contract';
import { compilePlan, type ReadDocument, readDocument } from '@tony/core/planning';
import { describe, expect, it } from 'vitest';
import { documentReaders } from './document-readers.ts';
import { checkCommand } from './report-format.ts';
import { writeReport } from './write-report.ts';

const table = `# Tasks

| id | status | description | issue | repo | branch | depends_on | blocks | agent | started_at | completed_at | estimate | used |
| -- | ------ | ----------- | ----- | ---- | ------ | ---------- | ------ | ----- | ---------- | ------------ | -------- | ---- |
| MS-SEC-001 | done | SEC-API-1: escape the query in \`src/db.ts\` | #12 | api | fix/security | | MS-SEC-002 | | | | 8K | 7K |
| MS-SEC-002 | not-started | SEC-API-2: check the token | #12 | api | fix/security | MS-SEC-001 | | | | | 12K | |
| MS-CQ-001 | not-started | CQ-1: split the handler | #13 | web | fix/code-quality | | | | | | 6K | |
`;

function titles({ document }: ReadDocument, prefix: string): string[] {
  return document.nodes.filter(({ id }) => id.startsWith(prefix)).map(({ title }) => title);
}

describe('plans of documents this package writes', () => {
  it('reads docs/tasks.md: components, branches, rows, dependencies, tokens, what is done', () => {
    const plan = readDocument(table, { name: 'docs/tasks.md' }, documentReaders);
    expect(plan.format).toBe('tasks');
    expect(compilePlan(plan.document).isRunnable).toBe(true);
    expect(titles(plan, 'F.')).toEqual(['api', 'web']);
    expect(titles(plan, 'S.')).toEqual(['fix/security', 'fix/code-quality']);
    const [first, second] = plan.document.nodes.filter(({ id }) => id.startsWith('T.'));
    expect(first).toMatchObject({
      title: 'MS-SEC-001 SEC-API-1: escape the query in src/db.ts',
      tags: ['done'],
      files: ['src/db.ts'],
    });
    expect(plan.document.edges).toContainEqual({
      from: first?.id,
      to: second?.id,
      kind: 'sequential',
    });
    const atomics = plan.document.nodes.filter(({ id }) => id.startsWith('A.001.01.01.02'));
    const tokens = atomics.reduce((sum, { estimate }) => sum + (estimate?.tokens ?? 0), 0);
    expect(tokens).toBe(12_000);
  });

  it('refuses a broken table and names the line', () => {
    expect.assertions(2);
    try {
      readDocument(
        table.replace('| not-started |', '| later |'),
        { format: 'tasks' },
        documentReaders,
      );
    } catch (error) {
      expect(isMosaicError(error) && error.code).toBe('invalid_input');
      expect(String(error)).toContain('Line 6');
    }
  });

  it('reads a review report by severity, with the check of a finding as its proof', () => {
    const finding = (id: string, severity: 'critical' | 'low') => ({
      id,
      severity,
      title: `Title of ${id}`,
      body: 'What is wrong.',
      files: [{ path: `src/${id.toLowerCase()}.ts`, line: 3 }],
      source: '',
      rule: null,
      check: checkCommand(id),
    });
    const files = writeReport({
      name: 'r',
      title: 'Shop',
      findings: [
        finding('SEC-1', 'critical'),
        finding('SEC-2', 'critical'),
        finding('SEC-3', 'low'),
      ],
      generatedBy: 'test',
      atIso: '2026-01-01T00:00:00Z',
    });
    const text = files.get('docs/reports/r/01-security-review.md') ?? '';
    const plan = readDocument(text, { name: '01-security-review.md' }, documentReaders);
    expect(plan.format).toBe('report');
    expect(compilePlan(plan.document).isRunnable).toBe(true);
    expect(plan.document.source.kind).toBe('report');
    expect(titles(plan, 'F.')).toEqual(['Critical findings', 'Low findings']);
    expect(plan.document.edges).toContainEqual({
      from: 'F.001.01',
      to: 'F.001.02',
      kind: 'sequential',
    });
    const fix = plan.document.nodes.find(({ title }) => title === 'SEC-1: fix it');
    expect(fix).toMatchObject({
      completionCriteria: ['mosaic review --verify SEC-1 ends with 0.'],
      files: ['src/sec-1.ts'],
      taskType: 'SECURITY_FIX',
    });
    expect(plan.notes.join()).not.toContain('no such file');
  });
});
