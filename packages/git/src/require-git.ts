import { MosaicError } from '@mosaic/contract';
import { runGit } from './run-git.ts';

/** `merge-tree --write-tree` and the protection of bare repositories came with this version. */
const oldest = [2, 38] as const;

/** The version of git, such as `2.39.5`; `precondition_failed` when it is missing or too old. */
export async function requireGit(): Promise<string> {
  const { stdout } = await runGit(['--version']);
  const version = /(\d+)\.(\d+)(?:\.\d+)*/.exec(stdout);
  const major = Number(version?.[1]);
  const minor = Number(version?.[2]);
  if (version && (major > oldest[0] || (major === oldest[0] && minor >= oldest[1]))) {
    return version[0];
  }
  throw new MosaicError(
    'precondition_failed',
    `git ${oldest.join('.')} or newer is needed, but "${stdout.trim()}" was found. Install a newer git.`,
  );
}
