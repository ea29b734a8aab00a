import { join } from 'node:path';
import type { RunContext } from './run-context.ts';

/**
 * The whole environment of a worker or gate: nothing of ours is inherited.
 *
 * `CI` keeps test runners from waiting for input.
 */
export function commandEnvironment(context: RunContext, directory: string): Record<string, string> {
  const path = [
    join(directory, 'node_modules/.bin'),
    ...context.options.tools.path,
    '/usr/local/bin',
    '/usr/bin',
    '/bin',
  ];
  return {
    PATH: path.join(':'),
    LANG: 'C.UTF-8',
    CI: 'true',
    NO_COLOR: '1',
    FORCE_COLOR: '0',
    GIT_TERMINAL_PROMPT: '0',
    MOSAIC_RUN: context.runId,
    MOSAIC_TASK: context.assignment.task.key,
    MOSAIC_ATTEMPT: String(context.assignment.brief.attempt),
  };
}
