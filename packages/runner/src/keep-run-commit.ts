import { resolve, updateRef } from '@mosaic/git';
import type { RunContext } from './run-context.ts';

/** Names the commit of a run in the vault, so that its objects stay. */
export async function keepRunCommit(context: RunContext, commit: string): Promise<void> {
  const ref = runRef(context.runId);
  const known = await resolve(context.vault, ref);
  if (known !== commit) await updateRef(context.vault, { ref, to: commit, expected: known });
}

export function runRef(runId: string): string {
  return `refs/mosaic/runs/${runId}`;
}
