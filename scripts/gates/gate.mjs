import { spawnSync } from 'node:child_process';

/**
 * A check of the whole repository.
 *
 * @typedef {object} Gate
 * @property {string} name
 * @property {(surroundings: Surroundings) => GateResult} run
 *
 * @typedef {object} Surroundings
 * @property {string} root
 * @property {string} node the Node to run tools on
 * @property {NodeJS.ProcessEnv} env
 *
 * @typedef {object} GateResult
 * @property {boolean} passed
 * @property {string} looked what it looked at; a gate that looked at nothing has failed
 * @property {string} output what to show when it failed
 */

/**
 * Runs a tool of the repository and keeps what it says.
 *
 * @param {Surroundings} surroundings
 * @param {readonly string[]} args script and arguments
 */
export function runTool({ root, node, env }, args) {
  const { FORCE_COLOR: _, ...quiet } = env;
  const { status, stdout, stderr, error } = spawnSync(node, args, {
    cwd: root,
    env: { ...quiet, NO_COLOR: '1' },
    encoding: 'utf8',
    maxBuffer: 256 * 1024 * 1024,
  });
  return {
    code: status ?? 1,
    stdout: stdout ?? '',
    stderr: error ? `${stderr ?? ''}${error.message}\n` : (stderr ?? ''),
  };
}

/**
 * A result that fails when nothing was looked at.
 *
 * @param {{ code: number, count: number, unit: string, output: string }} facts
 * @returns {GateResult}
 */
export function gateResult({ code, count, unit, output }) {
  const looked = `${count} ${unit}`;
  if (code === 0 && count === 0) {
    return { passed: false, looked, output: `It looked at no ${unit}.\n${output}` };
  }
  return { passed: code === 0, looked, output };
}
