import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { mosaic } from '../../test/capture-io.ts';
import { temporaryRepository } from '../../test/temporary.ts';

function repositoryWithDefect(): string {
  const root = temporaryRepository();
  mkdirSync(join(root, 'src'));
  writeFileSync(
    join(root, 'src', 'cart.js'),
    'export function total() {\n  debugger;\n  return 1;\n}\n',
  );
  return root;
}

it('reviews without a hub and says gone, still there or unknown by the exit code', {
  timeout: 60_000,
}, async () => {
  const cwd = repositoryWithDefect();
  const env = { PATH: process.env.PATH };
  const reviewed = await mosaic(['review', '--offline', '--json'], { cwd, env });
  expect(reviewed.code).toBe(0);
  const { findings } = JSON.parse(reviewed.stdout);
  const finding = findings.find((one: { rule: string }) => one.rule.includes('noDebugger'));
  expect(finding.check).toBe(`mosaic review --verify ${finding.id}`);

  const words = finding.check.split(' ').slice(1);
  const there = await mosaic(words, { cwd, env });
  expect(there).toMatchObject({ code: 1, stdout: expect.stringContaining('still there') });
  writeFileSync(join(cwd, 'src', 'cart.js'), 'export function total() {\n  return 1;\n}\n');
  const gone = await mosaic(words, { cwd, env });
  expect(gone).toMatchObject({ code: 0, stdout: expect.stringContaining('gone') });
  writeFileSync(join(cwd, 'src', 'cart.js'), 'export function total( {\n');
  expect((await mosaic(words, { cwd, env })).code).toBe(2);
  expect((await mosaic(['review', '--verify', 'nonsense'], { cwd, env })).code).toBe(64);
});

it('writes nothing but the report, and that where it was asked to', {
  timeout: 60_000,
}, async () => {
  const cwd = repositoryWithDefect();
  const env = { PATH: process.env.PATH };
  const before = readdirSync(cwd).toSorted();
  const { code, stdout } = await mosaic(['review', '.', '--offline'], { cwd, env });
  expect(code).toBe(0);
  expect(stdout).toMatch(/SEVERITY .*\n[\s\S]*findings in \d+ files/);
  expect(readdirSync(cwd).toSorted()).toEqual(before);
  const out = 'docs/reports/today';
  await mosaic(['review', '.', '--offline', '--out', out, '--name', 'today'], { cwd, env });
  const files = readdirSync(join(cwd, out));
  expect(files).toContain('review.json');
  expect(files).toContain('00-executive-summary.md');
  expect(readFileSync(join(cwd, out, '00-executive-summary.md'), 'utf8')).toContain('Review today');
  const refused = await mosaic(['review', '.', '--out', out, '--name', '../x'], { cwd, env });
  expect(refused.code).toBe(64);
  expect(existsSync(join(cwd, 'docs', 'x'))).toBe(false);
});
