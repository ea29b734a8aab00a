import type { Finding, Severity } from '@mosaic/contract';
import { describe, expect, it } from 'vitest';
import { planMission } from './plan-mission.ts';
import type { PlannedTask } from './planned-task.ts';

const finding = (id: string, severity: Severity, over: Partial<Finding> = {}): Finding => ({
  id,
  severity,
  title: 'Replace it',
  body: '',
  files: [{ path: `src/${id}.ts`, line: 1 }],
  source: 'docs/reports/r/01-security-review.md',
  rule: null,
  check: null,
  ...over,
});
const settings = {
  taskPrefix: 'MS',
  milestone: 'M1',
  factors: {},
  verificationGates: ['lint', 'test'],
};
const plan = (findings: Finding[]) => planMission({ findings, ...settings });
const file = (path: string) => [{ path, line: null }];
const find = (tasks: PlannedTask[], id: string) => tasks.find((task) => task.finding?.id === id)!;

describe('planMission', () => {
  it('makes phases of severities, skips empty ones and chains them by verifications', () => {
    const tasks = plan([
      finding('TEST-1', 'low'),
      finding('SEC-API-1', 'critical'),
      finding('CQ-1', 'medium'),
    ]);
    const facts = tasks.map((task) => [
      task.key,
      task.phase,
      task.branch,
      task.dependsOn,
      task.blocks,
    ]);
    expect(facts).toEqual([
      ['MS-SEC-001', 1, 'fix/security', [], ['MS-V1-001']],
      ['MS-V1-001', 1, 'fix/security', ['MS-SEC-001'], ['MS-CQ-001']],
      ['MS-CQ-001', 3, 'fix/code-quality', ['MS-V1-001'], ['MS-V3-001']],
      ['MS-V3-001', 3, 'fix/code-quality', ['MS-CQ-001'], ['MS-TEST-001']],
      ['MS-TEST-001', 4, 'fix/test-coverage', ['MS-V3-001'], ['MS-V4-001']],
      ['MS-V4-001', 4, 'fix/test-coverage', ['MS-TEST-001'], []],
    ]);
  });

  it('says what a verification does', () => {
    const tasks = plan([finding('SEC-1', 'high')]);
    expect(tasks.at(-1)).toMatchObject({
      kind: 'verification',
      type: 'VERIFICATION',
      title: 'Phase 2 verification of M1: lint, test on fix/security',
      scope: [],
      estimateTokens: 0,
      category: null,
    });
  });

  it('works on simple tasks first and keeps tasks of a file together, one after the other', () => {
    const tasks = plan([
      finding('CQ-1', 'medium', { title: 'Refactor', files: file('a.ts') }),
      finding('CQ-2', 'medium', { title: 'Validation', files: file('b.ts') }),
      finding('CQ-3', 'medium', { title: 'Typo', files: file('a.ts') }),
    ]);
    expect(tasks.map((task) => task.finding?.id)).toEqual(['CQ-3', 'CQ-1', 'CQ-2', undefined]);
    expect(find(tasks, 'CQ-1').dependsOn).toEqual([find(tasks, 'CQ-3').key]);
    expect(find(tasks, 'CQ-2').dependsOn).toEqual([]);
  });

  it('puts a foundation before what relies on it', () => {
    const guard = 'Add guard to the session routes';
    const tasks = plan([
      finding('SEC-1', 'high', { title: guard, files: file('apps/api/b.ts') }),
      finding('SEC-2', 'high', { title: 'No authentication', files: file('apps/api/auth.ts') }),
      finding('SEC-3', 'high', { title: guard, files: file('apps/web/b.ts') }),
    ]);
    const foundation = find(tasks, 'SEC-2');
    expect(tasks[0]).toBe(foundation);
    expect(find(tasks, 'SEC-1').dependsOn).toEqual([foundation.key]);
    expect(find(tasks, 'SEC-3').dependsOn).toEqual([]);
  });

  it('follows dependencies the report states, and survives circles', () => {
    const tasks = plan([
      finding('CQ-1', 'medium', { title: 'Typo', body: 'Depends on **CQ-2**.' }),
      finding('CQ-2', 'medium', { title: 'Redesign' }),
      finding('CQ-3', 'medium', { body: 'requires CQ-4' }),
      finding('CQ-4', 'medium', { body: 'requires CQ-3' }),
    ]);
    expect(find(tasks, 'CQ-1').dependsOn).toEqual([find(tasks, 'CQ-2').key]);
    const circle = [...find(tasks, 'CQ-3').dependsOn, ...find(tasks, 'CQ-4').dependsOn];
    expect(circle).toHaveLength(1);
  });

  it('uses learned factors and says so', () => {
    const [task] = planMission({
      ...settings,
      findings: [finding('CQ-1', 'low')],
      factors: { REFACTOR: 2 },
    });
    expect(task).toMatchObject({ estimateTokens: 25_000, estimateFactor: 2 });
  });

  it('counts the files a cleanup states', () => {
    const [task] = plan([finding('CQ-1', 'low', { title: 'Unused imports in ~40 files' })]);
    expect(task).toMatchObject({ type: 'BULK_CLEANUP', estimateTokens: 22_000 });
  });

  it('never gives the id of a verification to a finding', () => {
    const keys = plan([finding('V1-1', 'critical')]).map((task) => task.key);
    expect(keys).toEqual(['MS-V1-002', 'MS-V1-001']);
  });

  it('plans nothing from nothing', () => {
    expect(plan([])).toEqual([]);
  });

  it('plans thousands of findings of one file quickly', () => {
    const findings = Array.from({ length: 4_900 }, (_, at) =>
      finding(`SEC-${at}`, 'high', { title: 'Auth session', files: file('src/a.ts') }),
    );
    const start = performance.now();
    expect(plan(findings)).toHaveLength(4_901);
    expect(performance.now() - start).toBeLessThan(5_000);
  });
});
