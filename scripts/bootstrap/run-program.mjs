import { spawnSync } from 'node:child_process';

/**
 * Runs a program with everything it says on standard error: the last line of standard
 * output belongs to whoever called.
 *
 * @param {string} program
 * @param {readonly string[]} args
 * @param {{ cwd: string, env?: NodeJS.ProcessEnv }} options
 * @returns {number} the exit code; 1 when it could not be started or a signal ended it
 */
export function runProgram(program, args, { cwd, env }) {
  const { status, error } = spawnSync(program, args, { cwd, env, stdio: ['ignore', 2, 2] });
  if (error) process.stderr.write(`${program} could not be started: ${error.message}\n`);
  return status ?? 1;
}
