/* biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are templates of another kind */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { parseReport } from '../report/parse-report.ts';
import { parseLearnings } from './learnings.ts';
import { parseTasksTable } from './parse-tasks-table.ts';
import { jsonValue, renderTemplate, templatePaths } from './templates.ts';

const folder = fileURLToPath(new URL('../../templates/', import.meta.url));
const read = (name: keyof typeof templatePaths) =>
  readFileSync(folder + templatePaths[name], 'utf8');
const variables = {
  PROJECT: 'demo',
  MILESTONE: 'M1',
  CURRENT_DATETIME: '2026-01-01T00:00:00Z',
  TASK_PREFIX: 'MS-SEC',
  PHASE_ISSUE: '#337',
  PHASE_BRANCH: 'fix/security',
};

describe('renderTemplate', () => {
  it('replaces in one pass: a value is never a template', () => {
    expect(renderTemplate('${A} $B ${A}', { A: '${B}', B: 'x' })).toBe('${B} $B ${B}');
    expect(renderTemplate('${A}', { A: '$& $1' })).toBe('$& $1');
  });

  it('names the variable that has no value', () => {
    expect(() => renderTemplate('${NOPE}', {})).toThrow(/\$\{NOPE\}, which has no value/);
    expect(() => renderTemplate('${toString}', {})).toThrow(/toString/);
  });
});

describe('the templates', () => {
  it('are all listed, and none is missing', () => {
    const files = readdirSync(folder, { recursive: true, encoding: 'utf8' });
    const found = files.filter((file) => statSync(folder + file).isFile()).sort();
    expect(found).toEqual(Object.values(templatePaths).toSorted());
  });

  it('begin a task table that can be read', () => {
    const { rows, errors } = parseTasksTable(renderTemplate(read('tasks'), variables));
    expect(errors).toEqual([]);
    expect(rows).toMatchObject([
      { id: 'MS-SEC-001', issue: '#337', branch: 'fix/security', estimateTokens: 8_000 },
    ]);
  });

  it('begin a learnings file that can be read, whatever the project is called', () => {
    const project = 'a "quoted" \\ name';
    const text = renderTemplate(read('learnings'), { ...variables, PROJECT: jsonValue(project) });
    expect(parseLearnings(text)).toMatchObject({ project, samples: [] });
  });

  it('create an empty report that reads without findings, and keep what is there', () => {
    const place = mkdtempSync(join(tmpdir(), 'mosaic-templates-'));
    try {
      const scaffold = (...args: string[]) =>
        execFileSync('sh', [folder + templatePaths.reviewReportScaffold, ...args], {
          cwd: place,
          encoding: 'utf8',
          stdio: 'pipe',
        });
      scaffold('codebase-review', 'demo');
      const report = join(place, 'docs/reports/codebase-review');
      const names = readdirSync(report).sort();
      expect(names).toEqual([
        '00-executive-summary.md',
        '01-security-review.md',
        '02-code-quality-review.md',
        '03-qa-test-coverage.md',
      ]);
      const files = new Map(
        names.map((name) => [
          `docs/reports/codebase-review/${name}`,
          readFileSync(join(report, name), 'utf8'),
        ]),
      );
      expect(parseReport(files)).toEqual({
        findings: [],
        warnings: [],
        claimedCounts: { critical: 0, high: 0, medium: 0, low: 0 },
      });
      expect(scaffold('codebase-review')).not.toContain('created');
      expect(() => scaffold('../escape')).toThrow(/usage/);
      expect(() => scaffold()).toThrow(/usage/);
    } finally {
      rmSync(place, { recursive: true });
    }
  });
});
