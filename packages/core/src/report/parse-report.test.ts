import type { Finding } from '@mosaic/contract';
import { describe, expect, it } from 'vitest';
import { parseReport } from './parse-report.ts';

const summary = ['docs/reports/r/00-executive-summary.md', '# Summary\n'] as const;
const quality = ['docs/reports/r/02-code-quality-review.md', '# CQ\n'] as const;
const tests = ['docs/reports/r/03-qa-test-coverage.md', '# QA\n'] as const;

function parse(security: string, overview: string = summary[1]) {
  return parseReport(
    new Map([
      [summary[0], overview],
      ['docs/reports/r/01-security-review.md', security],
      quality,
      tests,
    ]),
  );
}

function only(security: string): Finding {
  const { findings, warnings } = parse(security);
  expect(warnings).toEqual([]);
  expect(findings).toHaveLength(1);
  return findings[0] as Finding;
}

describe('headings', () => {
  it('reads id, title, severity, file and body', () => {
    expect(
      only(
        '### SEC-API-1: Missing guard\n\n**Severity:** High\n- **File:** `src/a.ts:12`\n\nBad.\n',
      ),
    ).toEqual({
      id: 'SEC-API-1',
      severity: 'high',
      title: 'Missing guard',
      body: 'Bad.',
      files: [{ path: 'src/a.ts', line: 12 }],
      source: 'docs/reports/r/01-security-review.md',
      rule: null,
      check: null,
    });
  });

  it.each([
    ['### [CRITICAL] SEC-API-1: Leak', 'critical', 'Leak'],
    ['### SEC-API-1 [HIGH] Leak', 'high', 'Leak'],
    ['### SEC-API-1: Leak (Medium)', 'medium', 'Leak'],
    ['### 🔴 Critical: SEC-API-1 - Leak', 'critical', 'Leak'],
    ['### 1. SEC-API-1 — Low — Leak', 'low', 'Leak'],
    ['### **SEC-API-1**: Leak `[P1]`\nSeverity: P0', 'critical', 'Leak `[P1]`'],
    ['### Finding SEC-API-1 (High, CVSS 8.1): Leak', 'high', 'Leak'],
    ['SEC-API-1: Leak (Blocker)\n---', 'critical', 'Leak'],
    ['> ### SEC-API-1: Leak\n> **Severity:** Moderate', 'medium', 'Leak'],
    ['### `SEC-API-1`: Leak\n__Severity__: Info', 'low', 'Leak'],
  ])('reads the severity of %j', (text, severity, title) => {
    expect(only(text)).toMatchObject({ id: 'SEC-API-1', severity, title });
  });

  it.each(['SEC-1', 'CQ-WEB-3', 'TEST-001', 'SEC-API-AUTH-12', 'A11Y-2'])(
    'takes %s for an id',
    (id) => {
      expect(only(`### ${id}: T (low)`).id).toBe(id);
    },
  );

  it.each(['CVE-2024-1234', 'UTF-8', 'SHA-256', 'RFC-2119'])('does not take %s for an id', (id) => {
    expect(parse(`### ${id} is weak\n\ntext`).findings).toEqual([]);
  });

  it('inherits the severity of the section, also over several levels', () => {
    const { findings, warnings } = parse(
      '## Critical Findings (1)\n### API\n#### SEC-1: A\n## P1 issues\n### SEC-2: B\n## Other\n### SEC-3: C\n**Severity:** Low',
    );
    expect(warnings).toEqual([]);
    expect(findings.map(({ id, severity }) => [id, severity])).toEqual([
      ['SEC-1', 'critical'],
      ['SEC-2', 'high'],
      ['SEC-3', 'low'],
    ]);
  });

  it('keeps sub-headings in the body of their finding', () => {
    const { body } = only('### SEC-1: A (high)\n#### Impact\nAll data.\n#### Fix\nAsk first.');
    expect(body).toBe('#### Impact\nAll data.\n#### Fix\nAsk first.');
  });

  it('makes the heading above an ID label the finding', () => {
    expect(only('## High\n### Open door\n\n**ID:** SEC-7\n**File:** src/a.ts')).toMatchObject({
      id: 'SEC-7',
      title: 'Open door',
      severity: 'high',
      files: [{ path: 'src/a.ts', line: null }],
    });
  });
});

describe('lists and tables', () => {
  it('reads one-line items with severity, text and place', () => {
    expect(only('- **CQ-WEB-3** (Medium) — Loads twice (src/a.ts:10-20)')).toMatchObject({
      id: 'CQ-WEB-3',
      severity: 'medium',
      title: 'Loads twice (src/a.ts:10-20)',
      files: [{ path: 'src/a.ts', line: 10 }],
    });
  });

  it('reads numbered lists with nested facts', () => {
    const { findings } = parse(
      '## High\n1. **SEC-1: First**\n   - File: `src/a.ts`\n   Why.\n2. [ ] SEC-2 Second\n   - **Location:** src/b.ts (line 7)\n\nAfter the list.',
    );
    expect(findings).toMatchObject([
      { id: 'SEC-1', title: 'First', body: 'Why.', files: [{ path: 'src/a.ts', line: null }] },
      { id: 'SEC-2', title: 'Second', body: '', files: [{ path: 'src/b.ts', line: 7 }] },
    ]);
  });

  it('reads tables whatever the order and wording of columns', () => {
    const { findings, warnings } = parse(
      '| Where | Sev. | Problem | Line(s) | Ref |\n|:--|--|--|--|--|\n| `src/a.ts` | 🔴 Critical | A \\| B | 12-20 | **SEC-1** |\n| src/b.ts#L3 | minor | C | | SEC-2 |\n',
    );
    expect(warnings).toEqual([]);
    expect(findings).toMatchObject([
      {
        id: 'SEC-1',
        severity: 'critical',
        title: 'A | B',
        files: [{ path: 'src/a.ts', line: 12 }],
      },
      { id: 'SEC-2', severity: 'low', title: 'C', files: [{ path: 'src/b.ts', line: 3 }] },
    ]);
  });

  it('reads a table of facts inside a finding', () => {
    expect(
      only(
        '### SEC-1: A\n\n| Field | Value |\n|--|--|\n| Severity | High |\n| Location | src/a.ts:3 |',
      ),
    ).toMatchObject({ severity: 'high', files: [{ path: 'src/a.ts', line: 3 }] });
  });

  it('names the row it cannot read, with its line', () => {
    const { findings, warnings } = parse(
      '| ID | Severity |\n|-|-|\n| 17 | High |\n| SEC-1 | High |',
    );
    expect(findings).toHaveLength(1);
    expect(warnings).toEqual([
      'docs/reports/r/01-security-review.md:3: the row has no finding ID and was not read: "17 | High"',
    ]);
  });

  it('does not take a mention in the body of another finding for a finding', () => {
    const { findings } = parse(
      '### SEC-1: A (low)\n- SEC-2: see there\n- after SEC-3\n\nSEC-4 is related.\n\n| ID | Note |\n|-|-|\n| SEC-5 | x |',
    );
    expect(findings.map(({ id }) => id)).toEqual(['SEC-1']);
    expect(findings[0]?.body).toContain('| SEC-5 | x |');
  });
});

describe('what is no finding', () => {
  it('passes over code and comments', () => {
    const { findings } = parse(
      '<!-- ### SEC-8: hidden -->\n<!--\n### SEC-9: hidden\n-->\n```md\n### SEC-1: example\n```\n~~~\n- **SEC-2** (High)\n```\n~~~\n### SEC-3: real (low)\n```\n### SEC-4\n```\n',
    );
    expect(findings.map(({ id }) => id)).toEqual(['SEC-3']);
    expect(findings[0]?.body).toBe('```\n### SEC-4\n```');
  });

  it('says when an open fence or comment hides the rest', () => {
    expect(parse('x\n<!-- open\n### SEC-1: a').warnings).toEqual([
      'docs/reports/r/01-security-review.md:2: the comment is never closed; nothing after it was read',
    ]);
    expect(parse('```\n### SEC-1: a').warnings).toEqual([
      'docs/reports/r/01-security-review.md:1: the code fence is never closed; nothing after it was read',
    ]);
  });

  it('reads a comment mark in a code span as text', () => {
    expect(only('### SEC-1: escape `<!--` (low)\n\nText').title).toBe('escape `<!--`');
  });

  it('says which heading has no id', () => {
    const { warnings } = parse('## High\n### Missing limit\ntext\n### SEC-1: A\n### [LOW] Slow\n');
    expect(warnings).toEqual([
      'docs/reports/r/01-security-review.md:2: the heading has no finding ID and was not read: "Missing limit"',
      'docs/reports/r/01-security-review.md:5: the heading has no finding ID and was not read: "[LOW] Slow"',
    ]);
  });
});

describe('several files', () => {
  it('merges what the summary repeats, details first', () => {
    const { findings, warnings } = parse(
      '### SEC-1: Long title\n**Severity:** High\n**File:** src/a.ts:4\n\nDetails.',
      '| ID | Severity | Title |\n|-|-|-|\n| SEC-1 | High | Short |\n',
    );
    expect(warnings).toEqual([]);
    expect(findings).toMatchObject([{ title: 'Long title', body: 'Details.' }]);
  });

  it('takes the graver of two severities and says so', () => {
    const { findings, warnings } = parse('### SEC-1: A (high)', '- **SEC-1** (Low) A');
    expect(findings[0]?.severity).toBe('high');
    expect(warnings).toEqual([
      'docs/reports/r/01-security-review.md:1: SEC-1 is called high and low; it is taken as high',
    ]);
  });

  it('warns when one id stands for two places', () => {
    const { findings, warnings } = parse(
      '### SEC-1: A (high)\nFile: src/a.ts\n### SEC-1: B (high)\nFile: src/b.ts\n',
    );
    expect(findings).toHaveLength(1);
    expect(findings[0]?.files).toHaveLength(2);
    expect(warnings[0]).toContain('SEC-1 is also the id of docs/reports/r/01-security-review.md:1');
  });

  it('takes a missing severity as medium and says so', () => {
    const { findings, warnings } = parse('### SEC-1: A');
    expect(findings[0]?.severity).toBe('medium');
    expect(warnings[0]).toContain('SEC-1 has no severity; it is taken as medium');
  });

  it.each([
    ['| Severity | Count |\n|-|-|\n| Critical | 2 |\n| Low | 0 |'],
    ['| Area | Critical | Low |\n|-|-|-|\n| API | 1 | 0 |\n| Web | 1 | 0 |'],
    ['| Area | Critical | Low |\n|-|-|-|\n| API | 9 | 9 |\n| **Total** | 2 | 0 |'],
    ['- **Critical:** 2\n- Low: 0 findings'],
  ])('compares the counts of the summary %#', (overview) => {
    const { claimedCounts, warnings } = parse('### SEC-1: A (critical)', overview);
    expect(claimedCounts).toEqual({ critical: 2, low: 0 });
    expect(warnings).toEqual([
      'docs/reports/r/00-executive-summary.md: the summary counts 2 critical findings, 1 were read',
    ]);
  });

  it('says which files are missing or not read', () => {
    const { warnings } = parseReport(
      new Map([
        ['docs/reports/r/notes.md', '### SEC-1: A (high)'],
        ['docs/reports/r/01-sec.md', ''],
      ]),
    );
    expect(warnings).toEqual([
      'docs/reports/r/notes.md: the name does not begin with two digits and a dash; the file was not read',
      '00-executive-summary.md: the report has no such file',
      '02-code-quality-review.md: the report has no such file',
      '03-qa-test-coverage.md: the report has no such file',
    ]);
  });
});

describe('our own lines', () => {
  const text = (check: string) =>
    `### SEC-1: A (low)\n- **Rule:** \`lint/a\`\n- **Check:** \`${check}\``;

  it('keeps rule and check', () => {
    expect(only(text('mosaic review --verify SEC-1'))).toMatchObject({
      rule: 'lint/a',
      check: 'mosaic review --verify SEC-1',
    });
  });

  it.each([
    'rm -rf /',
    'mosaic review --verify SEC-2',
    'mosaic review --verify SEC-1; id',
    'mosaic  review --verify SEC-1',
    'mosaic review --verify SEC-1 && true',
  ])('never takes %j for a command', (check) => {
    const { findings, warnings } = parse(text(check));
    expect(findings[0]?.check).toBeNull();
    expect(warnings[0]).toContain('the check is not "mosaic review --verify SEC-1" and is ignored');
  });
});

describe('odd bytes', () => {
  it('reads byte order marks, CRLF, and strips what nobody can see', () => {
    expect(
      only('\ufeff### SEC-1: A\u202e\u0007B (high)\r\n\r\n**File:** src/a.ts:3\r\n'),
    ).toMatchObject({
      title: 'AB',
      files: [{ path: 'src/a.ts', line: 3 }],
    });
  });

  it.each([
    '../../etc/passwd',
    '/etc/passwd',
    'C:\\x\\y.ts',
    'a/../../b.ts',
    '.git/config',
    '~/.ssh/id',
  ])('drops the path %s with a warning', (path) => {
    const { findings, warnings } = parse(`### SEC-1: A (low)\n- **File:** \`${path}\``);
    expect(findings[0]?.files).toEqual([]);
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toContain('was left out');
  });
});
