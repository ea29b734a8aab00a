import { resolve } from 'node:path';
import type { SandboxPolicy } from '@mosaic/runner';
import { detectSandbox } from '@mosaic/sandbox';
import type { HomeDirectories } from './home-directories.ts';

export type SandboxChoice = 'auto' | 'unsandboxed';

/**
 * Finds out whether commands can be sandboxed, and what may run if not.
 *
 * Only the built-in sample, whose every command is ours, runs without the operator's word.
 */
export async function sandboxPolicy(
  choice: SandboxChoice,
  { sample }: HomeDirectories,
): Promise<SandboxPolicy> {
  const isTrusted: SandboxPolicy['isTrusted'] = ({ path }) => resolve(path) === resolve(sample);
  if (choice === 'unsandboxed') {
    const reason = 'The operator started the hub with --unsandboxed.';
    return { kind: 'none', reason, isWaived: true, isTrusted };
  }
  const found = await detectSandbox();
  if (found.kind === 'bubblewrap')
    return { kind: 'bubblewrap', reason: '', isWaived: false, isTrusted };
  return { kind: 'none', reason: found.reason, isWaived: false, isTrusted };
}
