import { dirname } from 'node:path';
import type { Command } from './toolbox.ts';

/** Git that starts no program of the repository's own configuration: no hooks, no monitor, no signing. */
export const gitCommand: Command = {
  file: 'git',
  args: [
    ...['-c', 'core.fsmonitor=false'],
    ...['-c', 'core.hooksPath=/dev/null'],
    ...['-c', 'commit.gpgSign=false'],
    ...['-c', 'safe.directory=*'],
  ],
};

/** Keeps the user's configuration, and any repository around `root`, out of it. */
export function gitEnvironment(root: string): Record<string, string> {
  return {
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_OPTIONAL_LOCKS: '0',
    GIT_TERMINAL_PROMPT: '0',
    GIT_CEILING_DIRECTORIES: dirname(root),
  };
}
