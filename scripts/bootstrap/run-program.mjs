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

/**
 * Runs a program and keeps what it says, for those whose words decide what comes next.
 *
 * @param {string} program
 * @param {readonly string[]} args
 * @param {{ cwd: string, env?: NodeJS.ProcessEnv }} options
 * @returns {{ code: number, output: string }}
 */
export function runQuietly(program, args, { cwd, env }) {
  const { status, error, stdout, stderr } = spawnSync(program, args, {
    cwd,
    env,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
    maxBuffer: 64 * 1024 * 1024,
  });
  const output = `${stdout ?? ''}${stderr ?? ''}${error ? `${error.message}\n` : ''}`;
  return { code: status ?? 1, output };
}
