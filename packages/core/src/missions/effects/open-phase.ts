import { isAncestor, mergeCommits, resolve, updateBranch } from '@mosaic/git';
import { type Effect, engineAuthor, type IntentOf } from './effect.ts';

/**
 * Lets the phase branch start at the mission branch.
 *
 * Phases 1 and 2 share a branch: the second time it is moved forward, by a merge
 * when the mission branch has gone on meanwhile.
 */
export const openPhase: Effect<IntentOf<'open_phase'>> = async (context, intent) => {
  const { phase, branch, from } = intent;
  const vault = { directory: context.vaultDirectory };
  const current = await resolve(vault, `refs/heads/${branch}`);
  const at = context.clock.now();
  if (current !== null && (await isAncestor(vault, from, current))) {
    return [{ type: 'phase_opened', phase, branch, head: current, at }];
  }
  const head =
    current === null ? from : await moveForward(context.vaultDirectory, branch, current, from, at);
  const isMoved = await updateBranch(vault, { branch, to: head, expected: current });
  if (!isMoved) throw new Error(`${branch} was moved by somebody else; looking again`);
  return [{ type: 'phase_opened', phase, branch, head, at }];
};

async function moveForward(
  directory: string,
  branch: string,
  current: string,
  from: string,
  atMs: number,
): Promise<string> {
  const message = `Merge the finished phases into ${branch}`;
  const merge = await mergeCommits(
    { directory },
    { ours: current, theirs: from, message, author: engineAuthor, atMs },
  );
  if (merge.kind !== 'conflict') return merge.commit;
  throw new Error(`${branch} and the mission branch conflict in ${merge.files.join(', ')}`);
}
