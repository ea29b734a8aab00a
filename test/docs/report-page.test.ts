import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseReport } from '@mosaic/core/report';
import { expect, it } from 'vitest';
import { root } from '../support/source-files.ts';

const page = join(root, 'docs/guide/user/missions/plan/01-reports.md');

it('is what missions read: every example of the page about reports gives its findings', () => {
  const text = readFileSync(page, 'utf8');
  const blocks = [...text.matchAll(/^```markdown\n([\s\S]*?)^```/gm)].map(([, block]) => block);
  const files = new Map(
    [
      '00-executive-summary',
      '01-security-review',
      '02-code-quality-review',
      '03-qa-test-coverage',
    ].map((name, index) => [`docs/reports/page/${name}.md`, blocks[index - 1] ?? '# Summary\n']),
  );
  const { findings, warnings } = parseReport(files);
  expect(warnings).toEqual([]);
  expect(
    findings.map(({ id, severity, title, files: [file] }) => [id, severity, title, file]),
  ).toEqual([
    [
      'SEC-API-1',
      'high',
      'Tokens are compared with ==',
      { path: 'apps/api/src/auth/token.ts', line: 41 },
    ],
    [
      'CQ-WEB-3',
      'medium',
      'A list is sorted in place',
      { path: 'apps/web/src/orders.ts', line: 12 },
    ],
    [
      'CQ-WEB-4',
      'low',
      'Unused import in `apps/web/src/cart.ts`',
      { path: 'apps/web/src/cart.ts', line: null },
    ],
    ['TEST-001', 'low', 'No tests for refunds', { path: 'apps/api/src/refund.ts', line: null }],
  ]);
});
