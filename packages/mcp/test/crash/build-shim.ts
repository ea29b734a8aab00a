import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface Shim {
  /** For LD_PRELOAD. */
  readonly path: string;
  remove(): void;
}

/** Whether this machine can build and load the shim; the product itself never needs either. */
export const hasCompiler = process.platform === 'linux' && canCompile();

/** Compiles the shim into a directory of its own. */
export function buildShim(): Shim {
  const directory = mkdtempSync(join(tmpdir(), 'mosaic-shim-'));
  const path = join(directory, 'storage-shim.so');
  const source = join(import.meta.dirname, 'storage-shim.c');
  const flags = ['-shared', '-fPIC', '-O2', '-Wall', '-Wextra', '-Werror'];
  execFileSync('cc', [...flags, '-o', path, source, '-ldl', '-lpthread'], { stdio: 'pipe' });
  return { path, remove: () => rmSync(directory, { recursive: true, force: true }) };
}

function canCompile(): boolean {
  try {
    execFileSync('cc', ['-E', '-include', 'stdio.h', '-x', 'c', '/dev/null'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
