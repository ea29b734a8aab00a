import { describe, expect, it } from 'vitest';
import { planReportCleanup } from './report-cleanup.ts';

const pending = 'docs/reports/qa-automation/pending/';
const escalated = 'docs/reports/qa-automation/escalated/';
const task = { key: 'MS-SEC-001', findingId: 'SEC-API-1', files: ['src/a.ts'] };
const existing = [
  `${pending}.gitkeep`,
  `${pending}ms-sec-001_2026.md`,
  `${pending}SEC-API-1.md`,
  `${pending}SEC-API-12.md`,
  `${pending}apps-src-a.ts_20260101_remediation.md`,
  `${pending}apps-src-a.tsx_20260101_remediation.md`,
  `${pending}other.md`,
  `${escalated}SEC-API-1.md`,
  'docs/reports/codebase/01-security-review.md',
];
const own = [existing[1], existing[2], existing[4]];

describe('planReportCleanup', () => {
  it('deletes the matching pending reports of a success, no others', () => {
    const actions = planReportCleanup({ kind: 'task-succeeded', task }, existing);
    expect(actions).toEqual(own.map((path) => ({ kind: 'delete', path })));
  });

  it('escalates the matching ones of a failure', () => {
    const actions = planReportCleanup({ kind: 'task-failed', task }, existing);
    expect(actions.map((action) => action.kind === 'move' && action.to)).toEqual(
      own.map((path) => path?.replace('pending', 'escalated')),
    );
  });

  it('clears everything pending when a phase is verified, but keeps the folder', () => {
    const actions = planReportCleanup({ kind: 'phase-verified' }, existing);
    expect(actions).toHaveLength(6);
    expect(
      actions.every((action) => action.kind === 'delete' && action.path.startsWith(pending)),
    ).toBe(true);
  });

  it('archives what is escalated when the milestone is complete', () => {
    const event = { kind: 'milestone-completed', milestone: 'M1 ../x' } as const;
    expect(planReportCleanup(event, existing)).toEqual([
      {
        kind: 'move',
        path: `${escalated}SEC-API-1.md`,
        to: 'docs/tasks/M1-.-x-escalated/SEC-API-1.md',
      },
    ]);
  });

  it('never names a file elsewhere', () => {
    const outside = [`${pending}../../../x`, 'docs/tasks.md', pending];
    for (const event of [{ kind: 'phase-verified' }, { kind: 'task-succeeded', task }] as const) {
      expect(planReportCleanup(event, outside)).toEqual([]);
    }
  });
});
