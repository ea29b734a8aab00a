import type { Gate } from '@mosaic/contract';

/**
 * Gates of the sample repository. They need Node, and `tsc` and `biome` on the path, but
 * no install.
 *
 * `test` and `typecheck` are green from the start. `lint` is red and turns green when the
 * last error is fixed; the finding about `any` that stays is a warning.
 */
export const sampleGates: readonly Gate[] = [
  { name: 'lint', command: 'biome lint', timeoutMs: 60_000 },
  { name: 'typecheck', command: 'tsc --noEmit', timeoutMs: 60_000 },
  { name: 'test', command: 'node --test', timeoutMs: 60_000 },
];
