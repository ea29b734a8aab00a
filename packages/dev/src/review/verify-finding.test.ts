import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { temporaryRepository, write } from '../../test/temporary-repository.ts';
import { reviewRepository } from './review-repository.ts';
import { verifyFinding } from './verify-finding.ts';

const withDebugger = 'export function run(v: number) {\n  debugger;\n  return v;\n}\n';
const without = 'export function run(v: number) {\n  return v;\n}\n';

async function prepared() {
  const root = temporaryRepository({
    'package.json': JSON.stringify({ name: 'x', exports: './src/index.ts' }),
    'src/index.ts': withDebugger,
    'src/other.ts': withDebugger,
  });
  const { findings } = await reviewRepository({ root, asksRegistry: false });
  const found = findings.find(
    ({ rule, files }) => rule?.endsWith('noDebugger') && files[0]?.path === 'src/index.ts',
  );
  if (found === undefined) throw new Error('the review missed the planted defect');
  return { root, findingId: found.id, hint: { rule: found.rule ?? '', files: ['src/index.ts'] } };
}

it('tells a finding that is there from one that is gone, by its id alone or with a hint', async () => {
  const { root, findingId, hint } = await prepared();
  for (const options of [
    { root, findingId },
    { root, findingId, hint },
  ]) {
    expect((await verifyFinding(options)).isGone).toBe(false);
  }
  write(root, { 'src/index.ts': without });
  for (const options of [
    { root, findingId },
    { root, findingId, hint },
  ]) {
    expect((await verifyFinding(options)).isGone).toBe(true);
  }
});

it('cannot tell when the file no longer parses', async () => {
  const { root, findingId, hint } = await prepared();
  write(root, { 'src/index.ts': 'export function run( {\n' });
  expect((await verifyFinding({ root, findingId })).isGone).toBeNull();
  expect((await verifyFinding({ root, findingId, hint })).isGone).toBeNull();
});

it('is not kept from its answer by another file that does not parse', async () => {
  const { root, findingId } = await prepared();
  write(root, { 'src/index.ts': without, 'src/other.ts': 'export function (\n' });
  expect((await verifyFinding({ root, findingId })).isGone).toBe(true);
});

it('calls a finding gone when its file is', async () => {
  const { root, findingId, hint } = await prepared();
  rmSync(join(root, 'src/index.ts'));
  expect((await verifyFinding({ root, findingId, hint })).isGone).toBe(true);
});

it('is not steered away by a hint about something else', async () => {
  const { root, findingId } = await prepared();
  const hint = { rule: 'lint/style/useConst', files: ['src/nothing.ts'] };
  expect((await verifyFinding({ root, findingId, hint })).isGone).toBe(false);
});

it('refuses an id it did not give', async () => {
  const { root } = await prepared();
  await expect(verifyFinding({ root, findingId: 'SEC-API-1' })).rejects.toThrow(
    /not an id of this review/,
  );
});
