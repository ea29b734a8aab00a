import { expect, it } from 'vitest';
import { changedGateScripts } from './changed-gate-scripts.ts';

const scripts = {
  test: 'npm run unit && pnpm run -s types',
  unit: 'vitest run',
  types: 'tsc --noEmit',
  lint: 'biome ci .',
  build: 'vite build',
};
const manifest = (changes: Record<string, string | undefined>, more: object = {}) =>
  JSON.stringify({ ...more, scripts: { ...scripts, ...changes } });
const gates = [{ command: 'npm run test' }, { command: 'cd . && yarn lint' }];
const changed = (changes: Record<string, string | undefined>, more?: object) =>
  changedGateScripts(gates, manifest({}), manifest(changes, more));

it('tells which scripts behind the gates a change replaces, however deep they lie', () => {
  expect(changed({ test: 'true' })).toEqual(['test']);
  expect(changed({ lint: undefined })).toEqual(['lint']);
  expect(changed({ unit: 'true', types: 'true' })).toEqual(['types', 'unit']);
  expect(changed({ pretest: 'rm -r src', postunit: 'true' })).toEqual(['postunit', 'pretest']);
  expect(changedGateScripts(gates, manifest({}), null)).toEqual(['lint', 'test', 'types', 'unit']);
});

it('leaves alone what no gate runs', () => {
  expect(changed({ build: 'true', deploy: 'true' }, { dependencies: {} })).toEqual([]);
  expect(
    changedGateScripts([{ command: 'make test' }], manifest({}), manifest({ test: '' })),
  ).toEqual([]);
});

it('lets a script be added that was missing', () => {
  expect(changedGateScripts(gates, '{}', manifest({}))).toEqual([]);
  expect(changedGateScripts(gates, null, manifest({}))).toEqual([]);
});

it('ends for scripts that call each other, and for manifests that say nothing', () => {
  const circle = JSON.stringify({ scripts: { test: 'npm run lint', lint: 'npm run test' } });
  expect(changedGateScripts(gates, circle, circle)).toEqual([]);
  expect(changedGateScripts(gates, 'no json', '[]')).toEqual([]);
});
