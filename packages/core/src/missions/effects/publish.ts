import { isMosaicError } from '@mosaic/contract';
import { publishBranch, resolve } from '@mosaic/git';
import type { Effect, IntentOf } from './effect.ts';

/**
 * Puts the mission's branches into the user's repository, under free names.
 *
 * What is checked out there is never touched. A repository that cannot take them
 * does not spoil the mission: its branches stay in the vault.
 */
export const publish: Effect<IntentOf<'publish'>> = async (context, { branches }) => {
  const vault = { directory: context.vaultDirectory };
  const published: string[] = [];
  for (const branch of branches) {
    if ((await resolve(vault, `refs/heads/${branch}`)) === null) continue;
    try {
      const result = await publishBranch(vault, { branch, to: context.project.path, as: branch });
      if (result.published) published.push(result.as);
    } catch (error) {
      if (!isMosaicError(error)) throw error;
      context.log.warn(
        { branch, code: error.code, problem: error.message },
        'branch not published',
      );
    }
  }
  return [{ type: 'published', branches: published, at: context.clock.now() }];
};
