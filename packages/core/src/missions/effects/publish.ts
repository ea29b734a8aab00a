import { isMosaicError } from '@mosaic/contract';
import { publishBranch, resolve } from '@mosaic/git';
import type { Effect, IntentOf } from './effect.ts';

/**
 * Puts the mission's branches into the user's repository, under free names.
 *
 * What is checked out there is never touched. A repository that cannot take them
 * does not spoil the mission: its branches stay in the vault, and people are told.
 */
export const publish: Effect<IntentOf<'publish'>> = async (context, { branches }) => {
  const vault = { directory: context.vaultDirectory };
  const published: string[] = [];
  const warnings: string[] = [];
  for (const branch of branches) {
    if ((await resolve(vault, `refs/heads/${branch}`)) === null) continue;
    try {
      const result = await publishBranch(vault, { branch, to: context.project.path, as: branch });
      if (result.published) published.push(result.as);
      if (result.as !== branch) {
        warnings.push(
          `Branch ${branch} is called ${result.as} in your repository: the name was taken there.`,
        );
      }
    } catch (error) {
      if (!isMosaicError(error)) throw error;
      warnings.push(`Branch ${branch} is not in your repository: ${error.message}`);
      context.log.warn(
        { branch, code: error.code, problem: error.message },
        'branch not published',
      );
    }
  }
  const told = warnings.length === 0 ? {} : { warnings };
  return [{ type: 'published', branches: published, ...told, at: context.clock.now() }];
};
