import { type Evidence, type Handoff, operations, type Run, type Task } from '@mosaic/contract';
import { expect, it } from 'vitest';
import { captureIo } from '../../test/capture-io.ts';
import { createTerminal } from '../output/terminal.ts';
import { renderers } from './renderers.ts';

const { view } = createTerminal(captureIo().io, { isJson: false, isColorRefused: false });
const coloured = createTerminal(captureIo({ env: { FORCE_COLOR: '1' } }).io, {
  isJson: false,
  isColorRefused: false,
}).view;
const hostile = 'evil\u001b]0;owned\u0007\u001b[2J\u202e\nsecond line';
const id = (prefix: string) => `${prefix}_0190b5c8-6c1f-7000-8000-000000000000`;
const at = '2026-01-15T08:59:00Z';

const task: Task = {
  id: id('tsk'),
  projectId: id('prj'),
  missionId: id('msn'),
  key: 'MS-SEC-001',
  kind: 'fix',
  status: 'deferred',
  type: 'SECURITY_FIX',
  severity: 'critical',
  phase: 1,
  title: hostile,
  finding: {
    id: 'SEC-1',
    severity: 'critical',
    title: hostile,
    body: hostile,
    files: [{ path: hostile, line: 3 }],
    source: 'docs/reports/r/01.md',
    rule: null,
    check: null,
  },
  node: null,
  component: 'api',
  branch: 'fix/security',
  scope: [hostile],
  dependsOn: [],
  estimateTokens: 5_200,
  usedTokens: null,
  attempts: 2,
  commit: null,
  category: null,
  deferral: { category: 'Hard', error: hostile, reason: hostile, approach: 'x', risk: 'Low' },
  skipReason: null,
  lastError: hostile,
  brief: null,
  lease: null,
  job: null,
  agentName: hostile,
  startedAt: null,
  completedAt: null,
  createdAt: at,
};

const run: Run = {
  id: id('run'),
  taskId: id('tsk'),
  missionId: id('msn'),
  step: 'work',
  attempt: 1,
  status: 'failed',
  runtime: 'fixer',
  agentId: id('agt'),
  agentName: hostile,
  baseCommit: 'a'.repeat(40),
  commit: null,
  usedTokens: null,
  contextPercent: null,
  sandboxed: true,
  notes: hostile,
  failure: { code: 'gate_failed', message: hostile },
  startedAt: at,
  finishedAt: '2026-01-15T08:59:12Z',
};

const evidence: Evidence = {
  id: id('evd'),
  runId: id('run'),
  taskId: id('tsk'),
  missionId: id('msn'),
  gate: 'test',
  command: hostile,
  commit: 'a'.repeat(40),
  exitCode: 1,
  endedBy: 'exit',
  durationMs: 1_200,
  logSha256: '0'.repeat(64),
  logBytes: 2_048,
  isLogComplete: false,
  passed: false,
  required: true,
  sandboxed: true,
  createdAt: at,
};

const handoff: Handoff = {
  id: id('hnd'),
  missionId: id('msn'),
  taskId: null,
  runId: null,
  kind: 'worker',
  contextPercent: 56,
  reason: hostile,
  stateHash: '0'.repeat(64),
  kickstart: hostile,
  context: null,
  acknowledgedAt: null,
  createdAt: at,
};

const page = <Item>(...items: Item[]) => ({ items, nextCursor: null });
const shown = (): string[] => [
  renderers.showTask?.(task, view) ?? '',
  renderers.listTasks?.(page(task), view) ?? '',
  renderers.showRun?.(run, view) ?? '',
  renderers.listRuns?.(page(run), view) ?? '',
  renderers.runLogs?.({ offset: 0, text: hostile, nextOffset: 1, isEnd: true }, view) ?? '',
  renderers.showEvidence?.({ ...evidence, log: hostile, repeat: hostile }, view) ?? '',
  renderers.listEvidence?.(page(evidence), view) ?? '',
  renderers.showHandoff?.(handoff, view) ?? '',
  renderers.listHandoffs?.(page(handoff), view) ?? '',
];

it('shows text of agents and reports without letting it act on the terminal', () => {
  for (const text of shown()) {
    expect(text.length).toBeGreaterThan(10);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: finding them is the purpose.
    expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e]/);
    expect(text).not.toContain('owned');
  }
});

it('shows a task with what matters to decide about it', () => {
  const text = renderers.showTask?.(task, view) ?? '';
  expect(text).toMatch(/^Task +MS-SEC-001 \(tsk_/);
  expect(text).toMatch(/Status +deferred/);
  expect(text).toMatch(/Tokens +unknown used, 5\.2K estimated/);
  expect(text).toMatch(/Deferred +Hard: evil/);
});

it('says what a run took and how evidence ended, also that its log is shortened', () => {
  expect(renderers.showRun?.(run, view)).toMatch(/Took +12\.0 s/);
  const text =
    renderers.showEvidence?.({ ...evidence, log: 'red', repeat: 'npm test' }, view) ?? '';
  expect(text).toMatch(/Result +failed/);
  expect(text).toMatch(/Ended by +exit, exit code 1/);
  expect(text).toMatch(/Repeat +npm test/);
  expect(text).toContain('was not kept');
});

it('never says by colour alone', () => {
  const text = renderers.listTasks?.(page(task), coloured) ?? '';
  expect(text).toContain('\u001b[33mdeferred');
  expect(text).toContain('critical');
});

it('says when a list is empty or goes on', () => {
  expect(renderers.listTasks?.(page<Task>(), view)).toBe('No tasks.');
  const more = renderers.listTasks?.({ items: [task], nextCursor: 'abc' }, view) ?? '';
  expect(more).toContain('--cursor abc');
});

it('shows an audit log that was tampered with as such', () => {
  const verdict = {
    isIntact: false,
    records: 3,
    headHash: 'h',
    firstBadSeq: 2,
    problem: 'changed',
  };
  expect(renderers.verifyAudit?.(verdict, view)).toMatch(/NOT INTACT[\s\S]*First bad record +2/);
  expect(operations.verifyAudit.output.safeParse(verdict).success).toBe(true);
});
