import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { expect, it } from 'vitest';
import { git, temporaryFolder } from '../../test/temporary-repository.ts';
import { programs } from '../programs.ts';
import { reviewRepository } from '../review/review-repository.ts';
import { verifyFinding } from '../review/verify-finding.ts';
import { packageRoot } from '../tools/toolbox.ts';
import { createSampleRepository } from './create-sample-repository.ts';
import { sampleGates } from './sample-gates.ts';

const atMs = Date.UTC(2026, 0, 15, 9);
const tools = join(packageRoot, '..', '..', 'node_modules', '.bin');

function runGates(
  root: string,
  names = ['lint', 'typecheck', 'test'],
): Record<string, number | null> {
  const PATH = [dirname(process.execPath), tools, '/usr/bin', '/bin'].join(delimiter);
  const wanted = sampleGates.filter(({ name }) => names.includes(name));
  const runs = wanted.map(({ name, command }) => {
    const { status } = spawnSync('sh', ['-c', command], { cwd: root, env: { PATH } });
    return [name, status] as const;
  });
  return Object.fromEntries(runs);
}

it('is the same repository whenever it is created with the same time', async () => {
  const first = await createSampleRepository({ directory: temporaryFolder(), atMs });
  const second = await createSampleRepository({ directory: temporaryFolder(), atMs });
  expect(first.headCommit).toBe(second.headCommit);
  expect(git(first.path, 'log', '--format=%an %s').trim().split('\n')).toHaveLength(3);
  expect(git(first.path, 'log', '--format=%an')).not.toMatch(/^(?!Sample Author$).+$/m);
  expect(git(first.path, 'status', '--porcelain')).toBe('');
});

it('refuses a folder with something in it', async () => {
  const { path } = await createSampleRepository({ directory: temporaryFolder(), atMs });
  await expect(createSampleRepository({ directory: path, atMs })).rejects.toThrow(/is not empty/);
});

it('has a green history: every commit passes its own tests', { timeout: 60_000 }, async () => {
  const { path } = await createSampleRepository({ directory: temporaryFolder(), atMs });
  for (const commit of git(path, 'rev-list', 'HEAD').trim().split('\n')) {
    git(path, 'checkout', '-q', commit);
    expect(runGates(path, ['typecheck', 'test'])).toEqual({ test: 0, typecheck: 0 });
  }
});

it('has sixteen planted defects, of which the fixer fixes all but three', {
  timeout: 120_000,
}, async () => {
  const { path } = await createSampleRepository({ directory: temporaryFolder(), atMs });
  expect(runGates(path)).toEqual({ lint: 1, typecheck: 0, test: 0 });
  const startedMs = performance.now();
  const { findings } = await reviewRepository({ root: path, asksRegistry: false });
  const reviewMs = performance.now() - startedMs;
  expect(reviewMs).toBeLessThan(5_000);
  const bySeverity = Object.groupBy(findings, ({ severity }) => severity);
  const counts = Object.entries(bySeverity).map(([severity, list]) => [severity, list.length]);
  expect(Object.fromEntries(counts)).toEqual({ critical: 1, high: 1, medium: 5, low: 9 });

  const deferred: string[] = [];
  let lintFirstGreenAt = 0;
  for (const [index, finding] of findings.entries()) {
    const head = git(path, 'rev-parse', 'HEAD').trim();
    const input = JSON.stringify({
      task: { key: `MS-${index}`, title: '' },
      finding,
      workdir: path,
    });
    const output = execFileSync(process.execPath, [programs.fix], {
      cwd: path,
      input,
      encoding: 'utf8',
      stdio: ['pipe', 'pipe', 'ignore'],
    });
    const result = JSON.parse(output.trim().split('\n').at(-1) ?? '');
    expect(result).toMatchObject({ task_id: `MS-${index}`, used: 0 });
    expect(git(path, 'status', '--porcelain')).toBe('');
    if (result.status === 'success') {
      expect(result.commit_sha).toBe(git(path, 'rev-parse', 'HEAD').trim());
      expect(git(path, 'log', '-1', '--format=%s')).toContain(`fix(${finding.id}): `);
      const { isGone } = await verifyFinding({ root: path, findingId: finding.id });
      expect(isGone).toBe(true);
      if (lintFirstGreenAt === 0 && runGates(path, ['lint']).lint === 0) lintFirstGreenAt = index;
    } else {
      expect(result.notes).toMatch(/^unsupported: /);
      expect(result.commit_sha).toBeNull();
      expect(git(path, 'rev-parse', 'HEAD').trim()).toBe(head);
      deferred.push(finding.rule ?? '');
    }
  }
  expect(deferred).toEqual([
    'secret/database-connection-string',
    'lint/suspicious/noExplicitAny',
    'tests/missing',
  ]);
  expect(findings[lintFirstGreenAt]?.severity).toBe('medium');
  expect(runGates(path)).toEqual({ lint: 0, typecheck: 0, test: 0 });
  const rest = await reviewRepository({ root: path, asksRegistry: false });
  expect(rest.findings.map(({ rule }) => rule)).toEqual(deferred);
  expect(readFileSync(join(path, 'package-lock.json'), 'utf8')).not.toContain('left-pad');
});
