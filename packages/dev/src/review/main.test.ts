import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import {
  snapshot,
  temporaryFolder,
  temporaryRepository,
  write,
} from '../../test/temporary-repository.ts';
import { programs } from '../programs.ts';
import { toolDirectories } from '../tool-directories.ts';

/** Runs the program with an empty environment, as a sandbox does. */
function run(...args: string[]) {
  const TMPDIR = temporaryFolder();
  const result = spawnSync(process.execPath, [programs.review, ...args], {
    encoding: 'utf8',
    env: { TMPDIR },
  });
  expect(readdirSync(TMPDIR)).toEqual([]);
  return result;
}

it('writes its result to --out and nowhere else', () => {
  const root = temporaryRepository({ 'a.ts': 'debugger;\n' });
  const out = join(temporaryFolder(), 'report');
  const before = snapshot(root);
  const { status, stdout } = run('--root', root, '--out', out, '--offline');
  expect(status).toBe(0);
  expect(stdout).toMatch(/^medium +CQ-ROOT-DEBUGGER-\d{5} /);
  expect(JSON.parse(readFileSync(join(out, 'review.json'), 'utf8')).findings).toHaveLength(1);
  expect(snapshot(root)).toEqual(before);
});

it('answers --verify by its exit code: 1 there, 0 gone, 2 unknown', () => {
  const root = temporaryRepository({ 'a.ts': 'debugger;\n' });
  const { findings } = JSON.parse(run('--root', root, '--json', '--offline').stdout);
  const verify = () => run('--root', root, '--verify', findings[0].id).status;
  expect(verify()).toBe(1);
  write(root, { 'a.ts': 'debugger; const = ;\n' });
  expect(verify()).not.toBe(0);
  write(root, { 'a.ts': 'const = ;\n' });
  expect(verify()).toBe(2);
  write(root, { 'a.ts': 'export const a = 1;\n' });
  expect(verify()).toBe(0);
});

it('says what is wrong with its arguments', () => {
  expect(run('--root', '/').stderr).toMatch(/Say where the result goes[\s\S]*Usage:/);
  expect(run('--nonsense').status).toBe(2);
  expect(run('--root', '/', '--verify', 'SEC-API-1').stderr).toMatch(/not an id of this review/);
});

it('lives in directories a sandbox can be given', () => {
  const directories = toolDirectories();
  expect(directories.every((path) => existsSync(path))).toBe(true);
  for (const program of Object.values(programs)) {
    expect(directories.some((path) => program.startsWith(`${path}/`))).toBe(true);
  }
});
