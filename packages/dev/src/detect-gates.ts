import type { Gate } from '@mosaic/contract';
import { z } from 'zod';

const Manifest = z.object({ scripts: z.record(z.string(), z.unknown()).optional() });

/** Gate name and the scripts that may stand for it, best first. */
const scriptGates: readonly (readonly [gate: string, scripts: readonly string[]])[] = [
  ['lint', ['lint']],
  ['typecheck', ['typecheck', 'type-check', 'check-types', 'tsc']],
  ['test', ['test']],
  ['build', ['build']],
];

/** Build files of other ecosystems and their usual checks; the first that is there decides. */
const conventions: readonly (readonly [file: string, gates: Readonly<Record<string, string>>])[] = [
  ['go.mod', { vet: 'go vet ./...', test: 'go test ./...' }],
  ['Cargo.toml', { check: 'cargo check', test: 'cargo test' }],
  ['pyproject.toml', { test: 'pytest' }],
];

const timeoutMs = 300_000;

/**
 * Proposes gates for a repository from its package.json, the names of the files at its
 * root and its Makefile.
 *
 * Only what the repository declares is proposed: a missing script is not invented. A
 * repository that says nothing gets none.
 */
export function detectGates(
  packageJsonText: string | null,
  files: readonly string[],
  makefileText: string | null = null,
): Gate[] {
  const names = new Set(files);
  const scripted = packageJsonText === null ? [] : gatesOfScripts(packageJsonText, names);
  if (scripted.length > 0) return scripted;
  const made = makefileText === null ? [] : gatesOfTargets(makefileText);
  if (made.length > 0) return made;
  const convention = conventions.find(([file]) => names.has(file));
  if (convention === undefined) return [];
  return Object.entries(convention[1]).map(([name, command]) => ({ name, command, timeoutMs }));
}

function gatesOfTargets(makefileText: string): Gate[] {
  const found = [...makefileText.matchAll(/^([A-Za-z][\w-]*)\s*:(?!=)/gm)];
  const targets = new Set(found.map(([, target]) => target));
  return scriptGates.flatMap(([name, candidates]) => {
    const target = candidates.find((candidate) => targets.has(candidate));
    return target === undefined ? [] : [{ name, command: `make ${target}`, timeoutMs }];
  });
}

function gatesOfScripts(packageJsonText: string, files: ReadonlySet<string>): Gate[] {
  const scripts = readScripts(packageJsonText);
  const manager = packageManager(files);
  return scriptGates.flatMap(([name, candidates]) => {
    const script = candidates.find((candidate) => isRealScript(scripts[candidate]));
    return script === undefined ? [] : [{ name, command: `${manager} run ${script}`, timeoutMs }];
  });
}

function readScripts(packageJsonText: string): Readonly<Record<string, unknown>> {
  try {
    return Manifest.parse(JSON.parse(packageJsonText)).scripts ?? {};
  } catch {
    return {};
  }
}

/** npm puts a failing `test` script into every new package. */
function isRealScript(script: unknown): boolean {
  return typeof script === 'string' && script.trim() !== '' && !/no test specified/.test(script);
}

function packageManager(files: ReadonlySet<string>): string {
  if (files.has('pnpm-lock.yaml')) return 'pnpm';
  if (files.has('yarn.lock')) return 'yarn';
  if (files.has('bun.lock') || files.has('bun.lockb')) return 'bun';
  return 'npm';
}
