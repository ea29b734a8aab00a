import { execFileSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { type Mission, operations } from '@mosaic/contract';
import { afterEach, describe, expect, it } from 'vitest';
import { type Behaviour, createRepository, openMissionBench } from '../../test/mission-bench.ts';
import { parseTasksTable } from '../documents/parse-tasks-table.ts';

const report = `# Code quality

### SEC-API-1: Token is logged
- **Severity:** Critical
- **File:** \`src/a.ts:3\`

### CQ-WEB-1: Empty catch
- **Severity:** Medium
- **File:** \`src/b.ts:9\`

### CQ-WEB-2: Dead branch
- **Severity:** Medium
- **File:** \`src/b.ts:12\`
`;
const files = { 'src/a.ts': 'a\n', 'src/b.ts': 'b\n', 'docs/reports/audit/01-review.md': report };

const cleanUp: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const work of cleanUp.splice(0).reverse()) await work();
});

async function begin(behave?: Behaviour, more: Record<string, string> = {}) {
  const repository = createRepository({ ...files, ...more });
  const bench = await openMissionBench(behave);
  cleanUp.push(
    () => rmSync(repository, { recursive: true, force: true }),
    () => bench.destroy(),
  );
  const project = await bench.caller().call(operations.addProject, { path: repository });
  const git = (...args: string[]) => execFileSync('git', args, { cwd: repository }).toString();
  return { bench, project, git };
}

const isOver = (mission: Mission) => mission.finishedAt !== null;

describe('a mission', () => {
  it('turns a report into landed work, an archive and published branches', async () => {
    const { bench, project, git } = await begin();
    const mission = await bench
      .caller()
      .call(operations.startMission, { projectId: project.id, report: 'audit' });
    const ended = await bench.play(mission.id, isOver);
    expect(ended).toMatchObject({ status: 'completed', tasks: { done: 5, deferred: 0 } });
    expect(ended.phases.map(({ number, stage }) => [number, stage])).toEqual([
      [1, 'complete'],
      [3, 'complete'],
    ]);
    const tree = git('ls-tree', '-r', '--name-only', mission.branch);
    expect(tree).toContain('done/MS-SEC-001.txt');
    expect(tree).toContain(`docs/tasks/${mission.milestone}-tasks.md`);
    expect(tree).not.toContain('docs/tasks.md\n');
    expect(git('status', '--porcelain')).toBe('');
    expect(git('rev-parse', 'main')).toBe(git('rev-parse', 'HEAD'));
  });

  it.each([
    ['is no report at all', 'Nothing a reader of reports would know.\n', 'failed'],
    ['claims findings that cannot be read', '| High | 3 |\n|---|---|\n', 'failed'],
    [
      'says that nothing was found',
      '| Severity | Count |\n|---|---|\n| Critical | 0 |\n| High | 0 |\n',
      'completed',
    ],
  ])('from a report that %s does not claim more than it knows', async (_what, text, status) => {
    const { bench, project } = await begin(undefined, {
      'docs/reports/audit/01-review.md': '# Review\n',
      'docs/reports/audit/00-executive-summary.md': `# Summary\n\n${text}`,
    });
    const { id } = await bench
      .caller()
      .call(operations.startMission, { projectId: project.id, report: 'audit' });
    const ended = await bench.play(id, isOver);
    expect(ended).toMatchObject({ status, tasks: { done: 0 } });
    if (status === 'failed') {
      expect(ended.stopReason).toContain('No finding could be read from docs/reports/audit/');
    }
  });

  it('tells which branches are not in the repository under their own name', async () => {
    const { bench, project, git } = await begin();
    git('checkout', '--quiet', '-b', 'fix/security');
    git('-c', 'user.name=u', '-c', 'user.email=u@x', 'commit', '--allow-empty', '-qm', 'theirs');
    const theirs = git('rev-parse', 'fix/security');
    git('checkout', '--quiet', 'main');
    const { id } = await bench
      .caller()
      .call(operations.startMission, { projectId: project.id, report: 'audit' });
    const ended = await bench.play(id, isOver);
    expect(ended.status).toBe('completed');
    expect(ended.warnings.filter((text) => text.startsWith('Branch '))).toEqual([
      'Branch fix/security is called fix/security-2 in your repository: the name was taken there.',
    ]);
    expect(git('rev-parse', 'fix/security')).toBe(theirs);
    expect(git('rev-parse', '--verify', 'fix/security-2')).not.toBe(theirs);
  });

  it('ends the same when hub and engine are restarted after every step', async () => {
    const { bench, project, git } = await begin();
    const { id, branch } = await bench
      .caller()
      .call(operations.startMission, { projectId: project.id, report: 'audit' });
    let seen = '';
    for (let restarts = 0; restarts < 60; restarts += 1) {
      const mission = await bench.play(id, (now) => {
        const text = JSON.stringify([now.status, now.tasks, now.phases]);
        const isNew = text !== seen;
        seen = text;
        return isNew || isOver(now);
      });
      await bench.restart();
      if (isOver(mission)) break;
    }
    const ended = await bench.caller().call(operations.missionStatus, { missionId: id });
    expect(ended).toMatchObject({ status: 'completed', tasks: { done: 5 } });
    const landed = git('log', '--format=%s', branch)
      .split('\n')
      .filter((line) => /^fix\(/.test(line));
    expect(landed.sort()).toEqual([
      'fix(MS-CQ-001): done',
      'fix(MS-CQ-002): done',
      'fix(MS-SEC-001): done',
    ]);
    expect(await bench.caller().call(operations.verifyAudit, {})).toMatchObject({ isIntact: true });
  });

  it('stops with a handoff, loses nothing, and resumes where it was', async () => {
    const { bench, project } = await begin();
    const { id } = await bench
      .caller()
      .call(operations.startMission, { projectId: project.id, report: 'audit' });
    await bench.play(id, ({ tasks }) => tasks.done >= 1);
    await bench.caller().call(operations.stopMission, { missionId: id, reason: 'lunch' });
    const stopped = await bench.play(id, ({ status }) => status === 'stopped');
    const { items } = await bench.caller().call(operations.listHandoffs, { missionId: id });
    expect(items[0]).toMatchObject({ kind: 'orchestrator', reason: 'lunch' });
    expect(items[0]?.kickstart).toContain('HANDOFF');
    expect(items[0]?.context?.handoff_instructions).toMatchObject({
      next_agent_type: 'tech-lead-tony',
      continuation_point: expect.stringContaining(`mosaic mission resume ${id}`),
    });
    await bench.restart();
    await bench.caller().call(operations.resumeMission, { missionId: id });
    const ended = await bench.play(id, isOver);
    expect(ended.status).toBe('completed');
    expect(ended.tasks.done).toBeGreaterThan(stopped.tasks.done);
  });

  it('writes down what it could not fix, with the reason', async () => {
    const { bench, project, git } = await begin(({ task, brief }) =>
      task.key === 'MS-CQ-001' && brief.step === 'work'
        ? {
            status: 'failed',
            failure: { code: 'unsupported', message: 'No tool can do this.' },
            usedTokens: 10,
            notes: '',
            sandboxed: true,
          }
        : undefined,
    );
    const { id, branch } = await bench
      .caller()
      .call(operations.startMission, { projectId: project.id, report: 'audit' });
    const ended = await bench.play(id, isOver);
    expect(ended).toMatchObject({ status: 'completed_with_deferrals', tasks: { deferred: 1 } });
    const text = git('show', `${branch}:docs/deferred-errors.md`);
    expect(text).toContain('MS-CQ-001');
    expect(text).toContain('No tool can do this.');
  });

  it('takes up an unfinished table and leaves what is done there alone', async () => {
    const row = (id: string, status: string, text: string, needs: string, blocks: string) =>
      `| ${id} | ${status} | ${text} | | root | fix/code-quality | ${needs} | ${blocks} | | | | 5K | |`;
    const table = [
      '| id | status | description | issue | repo | branch | depends_on | blocks | agent | started_at | completed_at | estimate | used |',
      '| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |',
      row('MS-CQ-001', 'done', 'CQ-WEB-1: Empty catch', '', 'MS-V3-001'),
      row('MS-CQ-002', 'not-started', 'CQ-WEB-2: Dead branch', '', 'MS-V3-001'),
      row('MS-V3-001', 'not-started', 'Phase 3 verification', 'MS-CQ-001, MS-CQ-002', ''),
    ].join('\n');
    const { bench, project, git } = await begin(undefined, {
      'docs/tasks.md': `# Tasks\n\n${table}\n`,
    });
    const mission = await bench
      .caller()
      .call(operations.startMission, { projectId: project.id, from: 'tasks' });
    const ended = await bench.play(mission.id, isOver);
    expect(ended).toMatchObject({ status: 'completed', tasks: { done: 3, total: 3 } });
    const path = `docs/tasks/${mission.milestone}-tasks.md`;
    const archived = git('show', `${mission.branch}:${path}`);
    expect(parseTasksTable(archived).rows.map(({ status }) => status)).toEqual([
      'done',
      'done',
      'done',
    ]);
    const { items } = await bench.caller().call(operations.listRuns, { missionId: mission.id });
    expect(items.filter(({ step }) => step === 'work')).toHaveLength(1);
  });

  it('fails with the reason when the report is missing, and leaves no branch behind', async () => {
    const { bench, project, git } = await begin();
    const { id } = await bench
      .caller()
      .call(operations.startMission, { projectId: project.id, report: 'nowhere' });
    const ended = await bench.play(id, isOver);
    expect(ended.status).toBe('failed');
    expect(ended.stopReason).toContain('nowhere');
    expect(git('branch', '--list').trim()).toBe('* main');
  });

  it('refuses a second mission on a repository that has one running', async () => {
    const { bench, project } = await begin();
    const first = await bench
      .caller()
      .call(operations.startMission, { projectId: project.id, report: 'audit' });
    await expect(
      bench.caller().call(operations.startMission, { projectId: project.id, report: 'audit' }),
    ).rejects.toMatchObject({ code: 'conflict', details: { missionId: first.id } });
  });
});
