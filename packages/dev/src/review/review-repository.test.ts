import { existsSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import {
  snapshot,
  temporaryFolder,
  temporaryRepository,
  write,
} from '../../test/temporary-repository.ts';
import { type ReviewOptions, reviewRepository } from './review-repository.ts';

const manifest = (more: object = {}) =>
  JSON.stringify({ name: 'x', type: 'module', exports: './src/index.ts', ...more });
const biomeJson = JSON.stringify({
  root: true,
  formatter: { indentStyle: 'space' },
  linter: { rules: { preset: 'recommended' } },
});
const token = ['ghp', '16C7e42F292c6912E7710c838347Ae178B4a'].join('_');

const review = (root: string, more: Partial<ReviewOptions> = {}) =>
  reviewRepository({ root, asksRegistry: false, ...more });

async function rulesIn(root: string): Promise<Record<string, string>> {
  const { findings } = await review(root);
  return Object.fromEntries(findings.map(({ rule, severity }) => [rule, severity]));
}

it('finds each kind of defect with its severity, and changes nothing', async () => {
  const root = temporaryRepository({
    'package.json': manifest({
      dependencies: { 'left-pad': '1.3.0' },
      devDependencies: { rimraf: '6.0.0' },
    }),
    'biome.json': biomeJson,
    'tsconfig.json': JSON.stringify({
      compilerOptions: { strict: true, types: [], composite: true },
      include: ['src'],
    }),
    'src/index.ts': [
      'import { b } from "./b.ts";',
      'import { a } from "./a.ts";',
      'import "chalk";',
      'import { gone } from "./gone.js";',
      `export const token = "${token}";`,
      'export const n: number = "text";',
      'export function run(v: string) {',
      '  debugger;',
      '  eval(v);',
      '  return [a, b, gone];',
      '}',
    ].join('\n'),
    'src/a.ts': 'export const a = 1;\nexport const lonely = 2;\n',
    'src/b.ts': 'export const b={c:1}\n',
    'src/orphan.ts': 'export const orphan = 1;\n',
    'src/broken.js': 'export const = ;\n',
    'test/index.test.ts': 'import { token } from "../src/index.ts";\nconsole.log(token);\n',
  });
  const before = snapshot(root);
  const found = await rulesIn(root);
  expect(found).toMatchObject({
    'secret/github': 'critical',
    'lint/security/noGlobalEval': 'critical',
    'typescript/TS2322': 'high',
    parse: 'high',
    'import/unresolved': 'high',
    'lint/suspicious/noDebugger': 'medium',
    'dependency/unused': 'medium',
    'dependency/unlisted': 'medium',
    'dependency/unused-dev': 'low',
    'assist/source/organizeImports': 'low',
    format: 'low',
    'tests/missing': 'low',
  });
  expect(snapshot(root)).toEqual(before);
});

it('finds unused exports and files where the entry points are known', async () => {
  const root = temporaryRepository({
    'package.json': manifest(),
    'src/index.ts': 'export { a } from "./a.ts";\nexport { c } from "./c.ts";\n',
    'src/a.ts': 'export const a = 1;\nexport const lonely = 2;\n',
    'src/c.ts': 'export const c = 1;\n',
    'src/orphan.ts': 'export const orphan = 1;\n',
  });
  const { findings } = await review(root);
  const unused = findings.filter(({ rule }) => rule?.startsWith('unused/'));
  expect(unused.map(({ rule, files }) => [rule, files[0]?.path])).toEqual([
    ['unused/export', 'src/a.ts'],
    ['unused/file', 'src/orphan.ts'],
  ]);
});

it('never quotes the secret it found', async () => {
  const root = temporaryRepository({ 'src/a.txt': `key ${token}\n` });
  const result = await review(root);
  expect(result.findings.map(({ rule }) => rule)).toEqual(['secret/github']);
  expect(JSON.stringify(result)).not.toContain(token.slice(6));
});

it('gives the same ids after unrelated edits', async () => {
  const root = temporaryRepository({
    'package.json': manifest(),
    'src/index.ts': 'export function run(v: string) {\n  debugger;\n  return v == "1";\n}\n',
  });
  const ids = async () => (await review(root)).findings.map(({ id }) => id);
  const before = await ids();
  expect(await ids()).toEqual(before);
  write(root, {
    'src/index.ts':
      '// a comment\n\nexport function run(v: string) {\n  debugger;\n  return v == "1";\n}\n',
    'src/other.ts': 'export const other = 1;\n',
    'notes.md': 'text\n',
  });
  const after = await ids();
  expect(after).toEqual(expect.arrayContaining(before));
});

it('reviews a folder without package.json and without git', async () => {
  const root = temporaryFolder();
  write(root, { 'a.js': 'debugger;\n', 'node_modules/x/index.js': 'debugger;\n' });
  const { findings, notes } = await review(root);
  expect(findings.map(({ files }) => files[0]?.path)).toEqual(['a.js']);
  expect(notes.join('\n')).toMatch(/Not a git repository/);
  expect(notes.join('\n')).toMatch(/no package\.json/);
});

it('survives large files, foreign encodings and circular links, and says what it left out', async () => {
  const root = temporaryRepository({
    'package.json': manifest(),
    'src/index.ts': 'export const a = 1;\n',
    'src/large.ts': `export const large = "${'x'.repeat(5_000)}";\n`,
    'src/latin.ts': Buffer.from([0x2f, 0x2f, 0xe9, 0xff, 0x0a]),
    'src/binary.bin': Buffer.from([0, 1, 2, 3]),
    'src/odd\nname.ts': 'debugger;\n',
  });
  symlinkSync('..', join(root, 'src', 'loop'));
  symlinkSync('/etc', join(root, 'src', 'outside'));
  const { notes, findings } = await review(root, { limits: { fileBytesMax: 4_000 } });
  const said = notes.join('\n');
  expect(said).toMatch(/larger than 4000 bytes\): src\/large\.ts/);
  expect(said).toMatch(/Biome cannot read them\): src\/latin\.ts/);
  expect(said).toMatch(/unprintable/);
  expect(findings.every(({ files }) => files.every(({ path }) => !path.includes('outside')))).toBe(
    true,
  );
});

it('collects many low hits into few findings and cuts the list with a note', async () => {
  const files = Object.fromEntries(
    Array.from({ length: 40 }, (_, index) => [
      `src/part/f${index}.ts`,
      `export function f${index}() {\n  let a = 1;\n  let b = 2;\n  if (!!a) return b;\n  debugger;\n  return a;\n}\n`,
    ]),
  );
  const root = temporaryRepository(files);
  const { findings } = await review(root);
  const low = findings.filter(({ severity }) => severity === 'low');
  expect(low.filter(({ rule }) => rule?.startsWith('lint/'))).toHaveLength(2);
  expect(low.every((finding) => finding.files.length <= 50)).toBe(true);
  const cut = await review(root, { limits: { findingsMax: 5 } });
  expect(cut.findings).toEqual(findings.slice(0, 5));
  expect(cut.notes[0]).toMatch(/Only the 5 most severe of \d+/);
});

it('uses its own rules and says so when the configuration is broken', async () => {
  const root = temporaryRepository({
    'biome.json': '{ "linter": { "nosuch": 1 } }',
    'a.ts': 'debugger;\n',
  });
  const { findings, notes } = await review(root);
  expect(findings.map(({ rule }) => rule)).toContain('lint/suspicious/noDebugger');
  expect(notes.join('\n')).toMatch(/biome\.json could not be used/);
});

it('reports no type errors that only say that nothing is installed', async () => {
  const root = temporaryRepository({
    'package.json': manifest({ dependencies: { zod: '4.0.0' } }),
    'tsconfig.json': JSON.stringify({ compilerOptions: { strict: true }, include: ['src'] }),
    'src/index.ts':
      'import { z } from "zod";\nexport const s = z.object({}).transform((v) => v);\n',
  });
  const { findings, notes } = await review(root);
  expect(findings.filter(({ rule }) => rule?.startsWith('typescript/'))).toEqual([]);
  expect(notes.join('\n')).toMatch(/checked for syntax only/);
});

it('says that types were not checked where the syntax is broken', async () => {
  const root = temporaryRepository({
    'tsconfig.json': JSON.stringify({ compilerOptions: { strict: true, types: [] } }),
    'a.ts': 'export const a = ;\n',
    'b.ts': 'export const b: number = "text";\n',
  });
  const { findings, notes } = await review(root);
  expect(findings.map(({ rule }) => rule)).toContain('parse');
  expect(notes.join('\n')).toMatch(/not type-checked because of syntax errors, first in a\.ts/);
});

it('runs code of the repository only when allowed', async () => {
  const marker = join(temporaryFolder(), 'ran');
  const root = temporaryRepository({
    'package.json': manifest({
      devDependencies: { vite: '7.0.0' },
      dependencies: { 'left-pad': '1.3.0' },
    }),
    'src/index.ts': 'export const a = 1;\n',
    'vite.config.js': `import { writeFileSync } from 'node:fs';\nwriteFileSync(${JSON.stringify(marker)}, '');\nexport default {};\n`,
    'knip.js': `require('node:fs').writeFileSync(${JSON.stringify(marker)}, '');\nmodule.exports = {};\n`,
    '.secretlintrc.js': `require('node:fs').writeFileSync(${JSON.stringify(marker)}, '');\n`,
  });
  const { findings, notes } = await review(root, { runsRepositoryCode: false });
  expect(existsSync(marker)).toBe(false);
  expect(findings.map(({ rule }) => rule)).toContain('dependency/unused');
  expect(notes.join('\n')).toMatch(/left to the sandbox/);
  await review(root);
  expect(existsSync(marker)).toBe(true);
});

it('stops when asked and refuses a folder that does not exist', async () => {
  const root = temporaryRepository({ 'a.ts': 'debugger;\n' });
  const { findings, notes } = await review(root, { signal: AbortSignal.abort() });
  expect(findings).toEqual([]);
  expect(notes.join('\n')).toMatch(/was stopped/);
  await expect(review(join(root, 'none'))).rejects.toThrow(/There is no folder/);
});
