import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Finding } from '@mosaic/contract';
import { expect, it } from 'vitest';
import { git, snapshot, temporaryRepository, write } from '../../test/temporary-repository.ts';
import { reviewRepository } from '../review/review-repository.ts';
import { fixFinding } from './fix-finding.ts';

const biomeJson = '{\n  "root": true,\n  "formatter": { "indentStyle": "space" }\n}\n';

async function findingOf(root: string, rule: string): Promise<Finding> {
  const { findings } = await reviewRepository({ root, asksRegistry: false });
  const found = findings.find((finding) => finding.rule === rule);
  if (found === undefined) throw new Error(`${rule} was not found`);
  return found;
}

const read = (root: string, path: string) => readFileSync(join(root, path), 'utf8');

it('fixes one rule in its files and leaves every other defect alone', async () => {
  const root = temporaryRepository({
    'src/a.ts':
      'export function a(v: number) {\n    debugger;\n  let b = v == 1;\n  return b;\n}\n',
    'src/b.ts': 'export function b() {\n  debugger;\n}\n',
  });
  const finding = await findingOf(root, 'lint/suspicious/noDebugger');
  const result = await fixFinding({ workdir: root, finding });
  expect(result.outcome).toBe('fixed');
  expect(read(root, 'src/a.ts')).toBe(
    'export function a(v: number) {\n  let b = v == 1;\n  return b;\n}\n',
  );
  expect(read(root, 'src/b.ts')).toContain('debugger');
  expect(git(root, 'show', '--format=%s', '--name-only', 'HEAD').trim().split(/\n+/)).toEqual([
    `fix(${finding.id}): remove the debugger statements`,
    'src/a.ts',
  ]);
  expect(result.commit).toBe(git(root, 'rev-parse', 'HEAD').trim());
  expect((await fixFinding({ workdir: root, finding })).outcome).toBe('already-gone');
});

it('refuses an unsafe fix and leaves the tree as it was', async () => {
  const root = temporaryRepository({ 'src/a.ts': 'export const a = (v: unknown) => v == 1;\n' });
  const before = snapshot(root);
  const finding = await findingOf(root, 'lint/suspicious/noDoubleEquals');
  const result = await fixFinding({ workdir: root, finding });
  expect(result).toMatchObject({ outcome: 'unsupported', commit: null });
  expect(result.notes).toMatch(/no safe fix.*Suggested approach: Use ===/);
  expect(snapshot(root)).toEqual(before);
  expect(git(root, 'rev-list', '--count', 'HEAD').trim()).toBe('1');
});

it('undoes a fix that would break something else', async () => {
  const root = temporaryRepository({
    'src/a.ts': [
      'export function a(v: number) {',
      '  const n = 1;',
      '  try {',
      '    const n = v * 2;',
      '    return n;',
      '  } catch (error) {',
      '    throw error;',
      '  }',
      '  return n;',
      '}',
      '',
    ].join('\n'),
  });
  const before = snapshot(root);
  const finding = await findingOf(root, 'lint/complexity/noUselessCatch');
  const result = await fixFinding({ workdir: root, finding });
  expect(result.outcome).toBe('unsupported');
  expect(result.notes).toMatch(/break something else/);
  expect(snapshot(root)).toEqual(before);
  expect(git(root, 'status', '--porcelain')).toBe('');
});

it('formats and sorts only where the repository has settings for it', async () => {
  const root = temporaryRepository({
    'biome.json': biomeJson,
    'src/index.ts':
      'import { b } from "./b.ts";\nimport { a } from "./a.ts";\n\nexport const c = [a,b]\n',
    'src/a.ts': 'export const a = 1;\n',
    'src/b.ts': 'export const b = 1;\n',
  });
  const sorted = await fixFinding({
    workdir: root,
    finding: await findingOf(root, 'assist/source/organizeImports'),
  });
  expect(sorted.outcome).toBe('fixed');
  expect(read(root, 'src/index.ts')).toContain('[a,b]');
  expect(
    (await fixFinding({ workdir: root, finding: await findingOf(root, 'format') })).outcome,
  ).toBe('fixed');
  expect(read(root, 'src/index.ts')).toBe(
    'import { a } from "./a.ts";\nimport { b } from "./b.ts";\n\nexport const c = [a, b];\n',
  );
});

it('removes an unused dependency and keeps the layout of package.json', async () => {
  const manifest =
    '{\n    "name": "x", "exports": "./src/index.ts",\n    "dependencies": {"left-pad": "1.3.0",   "zod": "4.0.0"}\n}';
  const root = temporaryRepository({
    'package.json': manifest,
    'yarn.lock': '',
    'src/index.ts': 'import { z } from "zod";\nexport const s = z.string();\n',
  });
  const result = await fixFinding({
    workdir: root,
    finding: await findingOf(root, 'dependency/unused'),
  });
  expect(result.outcome).toBe('fixed');
  expect(result.notes).toMatch(/yarn\.lock was left/);
  expect(read(root, 'package.json')).toBe(manifest.replace('"left-pad": "1.3.0",   ', ''));
});

it('defers what needs a person, with a suggestion', async () => {
  const root = temporaryRepository({ 'src/a.ts': 'export function a() {\n  return 1;\n}\n' });
  const missing = await fixFinding({
    workdir: root,
    finding: await findingOf(root, 'tests/missing'),
  });
  expect(missing).toMatchObject({ outcome: 'unsupported', commit: null });
  const prose = { ...(await findingOf(root, 'tests/missing')), id: 'SEC-API-1', rule: null };
  expect((await fixFinding({ workdir: root, finding: prose })).outcome).toBe('unsupported');
});

it('touches nothing when the clone has changes already', async () => {
  const root = temporaryRepository({ 'a.ts': 'debugger;\n', 'b.txt': 'one\n' });
  const finding = await findingOf(root, 'lint/suspicious/noDebugger');
  write(root, { 'b.txt': 'two\n' });
  await expect(fixFinding({ workdir: root, finding })).rejects.toThrow(
    /has changes already \(b\.txt\)/,
  );
  expect(read(root, 'b.txt')).toBe('two\n');
  expect(read(root, 'a.ts')).toBe('debugger;\n');
});
