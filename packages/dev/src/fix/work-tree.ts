import type { ReviewLimits } from '../limits.ts';
import { gitCommand, gitEnvironment } from '../tools/git-command.ts';
import { plainLine } from '../tools/plain-text.ts';
import type { Toolbox } from '../tools/toolbox.ts';

/** The tracked files of a clone, as far as a fixer needs them. */
export interface WorkTree {
  /** Tracked files that differ from the last commit. */
  changedFiles(): Promise<string[]>;
  /** Puts every tracked file back to the last commit. */
  restore(): Promise<void>;
  /** Commits exactly these files and returns the commit's id. */
  commit(message: string, files: readonly string[]): Promise<string>;
  head(): Promise<string>;
}

const author = ['-c', 'user.name=MosAIc fixer', '-c', 'user.email=fixer@mosaic.invalid'];

/** Opens the git work tree at `root`; every method throws when git refuses. */
export function openWorkTree(root: string, toolbox: Toolbox, limits: ReviewLimits): WorkTree {
  const git = async (...args: string[]): Promise<string> => {
    const result = await toolbox.run(gitCommand, args, {
      cwd: root,
      limits,
      env: gitEnvironment(root),
    });
    if (result.outcome === 'exited' && result.exitCode === 0) return result.stdout;
    const said = plainLine(result.stderr || result.outcome, 300);
    throw new Error(`git could not do its part in the work tree: ${said}`);
  };
  const head = async () => (await git('rev-parse', 'HEAD')).trim();
  return {
    head,
    changedFiles: async () => {
      const output = await git(
        'diff',
        '--name-only',
        '--no-renames',
        '--no-ext-diff',
        '-z',
        'HEAD',
      );
      return output.split('\0').filter((path) => path !== '');
    },
    restore: async () => {
      await git('checkout', '--quiet', 'HEAD', '--', '.');
    },
    commit: async (message, files) => {
      await git(...author, 'commit', '--quiet', '--no-verify', '-m', message, '--', ...files);
      return await head();
    },
  };
}
