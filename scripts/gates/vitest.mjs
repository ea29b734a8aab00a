import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * @typedef {object} TestCounts
 * @property {number} passed
 * @property {number} failed test files that could not be loaded count as one each
 * @property {readonly string[]} skipped names
 * @property {boolean} isGreen false also when nothing ran
 */

/**
 * Runs one project of the test suite, showing its output, and counts from its own report.
 *
 * @param {import('./gate.mjs').Surroundings} surroundings
 * @param {string} project
 * @returns {TestCounts}
 */
export function runTests({ root, node, env }, project) {
  const folder = mkdtempSync(join(tmpdir(), 'mosaic-tests-'));
  const report = join(folder, 'report.json');
  try {
    const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
    const args = ['node_modules/vitest/vitest.mjs', 'run', '--project', project, ...reporters];
    const { status } = spawnSync(node, args, { cwd: root, env, stdio: 'inherit' });
    return count(status ?? 1, readReport(report));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * @typedef {{ status: string, fullName: string }} Assertion
 * @typedef {{ status: string, assertionResults: Assertion[] }} FileReport
 */

/** @param {string} file @returns {FileReport[]} */
function readReport(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8')).testResults;
  } catch {
    return [];
  }
}

/** @param {number} code @param {readonly FileReport[]} files @returns {TestCounts} */
function count(code, files) {
  const tests = files.flatMap((file) => file.assertionResults);
  const passed = tests.filter((test) => test.status === 'passed').length;
  const broken = files.filter(
    (file) =>
      file.status === 'failed' && !file.assertionResults.some((test) => test.status === 'failed'),
  ).length;
  const failed = tests.filter((test) => test.status === 'failed').length + broken;
  const skipped = tests
    .filter((test) => ['skipped', 'pending', 'todo', 'disabled'].includes(test.status))
    .map((test) => test.fullName);
  return {
    passed,
    failed,
    skipped,
    isGreen: code === 0 && failed === 0 && passed + skipped.length > 0,
  };
}
