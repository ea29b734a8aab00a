import type { Project } from '@mosaic/contract';
import { RunFailed } from './failure.ts';
import type { SandboxPolicy } from './runner-options.ts';

/**
 * Decides whether commands of this project run sandboxed.
 *
 * Never silently without: that takes the operator's word, or a repository whose every
 * command is ours.
 */
export function chooseSandbox(
  policy: SandboxPolicy,
  project: Project,
): 'bubblewrap' | 'unsandboxed' {
  if (policy.kind === 'bubblewrap') return 'bubblewrap';
  if (policy.isWaived || policy.isTrusted(project)) return 'unsandboxed';
  throw new RunFailed(
    'sandbox_missing',
    `Commands of ${project.name} cannot be sandboxed here: ${policy.reason} Install bubblewrap, or start the hub with --unsandboxed if you trust this repository and its agents.`,
  );
}
