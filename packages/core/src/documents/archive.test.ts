import { describe, expect, it } from 'vitest';
import { archivePaths, milestoneSlug, newestArchive, recoveryDecision } from './archive.ts';
import {
  archiveCommitMessage,
  bootstrapCommitMessage,
  phaseCommitMessage,
  progressCommitMessage,
} from './commit-messages.ts';

const at = (path: string, changedMs: number) => ({ path, changedMs });
const archives = [
  at('docs/tasks/M1-tasks.md', 1),
  at('docs/tasks/M2-tasks.md', 3),
  at('docs/tasks/M2-learnings.json', 9),
];

describe('archive', () => {
  it('names the files after the milestone', () => {
    expect(archivePaths('M6-AgentOrchestration-Fixes')).toEqual({
      tasks: 'docs/tasks/M6-AgentOrchestration-Fixes-tasks.md',
      learnings: 'docs/tasks/M6-AgentOrchestration-Fixes-learnings.json',
    });
  });

  it.each(['../../etc', '..', '', '///', '.git', 'a\u0000b', 'ä ö'])(
    'stays in its folder for %j',
    (milestone) => {
      expect(milestoneSlug(milestone)).toMatch(/^[A-Za-z0-9_][A-Za-z0-9._-]*$/);
    },
  );

  it('finds the newest table, not the newest file', () => {
    expect(newestArchive(archives)?.path).toBe('docs/tasks/M2-tasks.md');
    expect(newestArchive([])).toBeNull();
  });
});

describe('recoveryDecision', () => {
  const table = at('docs/tasks.md', 1);
  it.each([
    [[table, ...archives], null, { kind: 'continue', path: 'docs/tasks.md' }],
    [archives, 'archive', { kind: 'restore', from: 'docs/tasks/M2-tasks.md', to: 'docs/tasks.md' }],
    [archives, 'bootstrap', { kind: 'bootstrap' }],
    [[], null, { kind: 'bootstrap' }],
    [[], 'archive', { kind: 'bootstrap' }],
  ] as const)('%#', (files, wish, decision) => {
    expect(recoveryDecision({ files, wish })).toEqual(decision);
  });

  it('asks before it takes up an archive nobody spoke of', () => {
    const decision = recoveryDecision({ files: archives, wish: null });
    expect(decision).toMatchObject({ kind: 'ask', archive: 'docs/tasks/M2-tasks.md' });
  });
});

describe('commit messages', () => {
  it('carry the counts', () => {
    const counts = { planId: null, findings: 12, tasks: 15, phases: 3, estimateTokens: 123_400 };
    expect(bootstrapCommitMessage(counts)).toBe(
      'chore(orchestrator): Bootstrap tasks.md from review report\n\nParsed 12 findings into 15 tasks across 3 phases.\nEstimated total: 123.4K tokens.\n',
    );
    expect(
      archiveCommitMessage({ milestone: 'M1', completed: 9, total: 10, deferred: 1 }),
    ).toContain('9/10 tasks completed, 1 deferred.');
  });

  it('stay one subject line, whatever a name contains', () => {
    const name = `a\n\nSigned-off-by: x ${'y'.repeat(200)}`;
    const facts = { phase: 2, name, branch: 'fix/security', done: 9, deferred: 1 };
    const [subject = '', ...body] = phaseCommitMessage(facts).split('\n');
    expect(subject.length).toBeLessThanOrEqual(72);
    expect(body).toEqual(['', '9 tasks done, 1 deferred. Merged from fix/security.', '']);
  });

  it('tell one change in the subject and several in the body', () => {
    const done = { taskKey: 'MS-SEC-001', status: 'done' } as const;
    expect(progressCommitMessage([done])).toBe('chore(orchestrator): MS-SEC-001 is done\n');
    expect(progressCommitMessage([done, { ...done, taskKey: 'MS-SEC-002' }])).toContain(
      '\n- MS-SEC-002: done\n',
    );
  });
});
