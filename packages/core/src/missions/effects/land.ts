import { isAncestor, resolve, updateBranch } from '@mosaic/git';
import type { Effect, IntentOf } from './effect.ts';

/** Moves the branch to the proved candidate, if it still stands where the proof began. */
export const land: Effect<IntentOf<'land'>> = async ({ vaultDirectory, clock }, intent) => {
  const { taskId, runId, branch, candidate, expected } = intent;
  const vault = { directory: vaultDirectory };
  const place = { taskId, runId, branch, at: clock.now() };
  const current = await resolve(vault, `refs/heads/${branch}`);
  if (current !== null && (await isAncestor(vault, candidate, current))) {
    return [{ type: 'landed', ...place, head: current }];
  }
  if (await updateBranch(vault, { branch, to: candidate, expected })) {
    return [{ type: 'landed', ...place, head: candidate }];
  }
  const head = (await resolve(vault, `refs/heads/${branch}`)) ?? expected;
  return [{ type: 'landing_stale', ...place, head }];
};
