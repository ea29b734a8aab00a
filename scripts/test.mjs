// `npm test`: every gate and every test, on a fresh clone as well. The last line counts them.
import { performance } from 'node:perf_hooks';
import { bootstrap, root } from './bootstrap.mjs';
import { biomeGate } from './gates/biome.mjs';
import { knipGate } from './gates/knip.mjs';
import { typesGate } from './gates/types.mjs';
import { runTests } from './gates/vitest.mjs';

const gates = [
  typesGate('types', '.'),
  typesGate('types of the dashboard', 'apps/web'),
  biomeGate,
  knipGate,
];
const projects = ['unit', 'postgres', 'product'];

/** Gates count as one test each, so that a red gate never stands above "0 failed". */
const total = { passed: 0, failed: 0, skipped: /** @type {string[]} */ ([]) };

try {
  const surroundings = { root, ...bootstrap(process.env) };
  for (const gate of gates) runGate(gate, surroundings);
  for (const project of projects) runProject(project, surroundings);
} catch (error) {
  total.failed += 1;
  print(error instanceof Error ? error.message : String(error));
}

const isSkippingRefused = process.env.MOSAIC_CI === '1' && total.skipped.length > 0;
if (total.skipped.length > 0) {
  print(`\nSkipped${isSkippingRefused ? ', which MOSAIC_CI=1 does not allow' : ''}:`);
  for (const name of total.skipped) print(`  ${name}`);
}
print(`\n${total.passed} passed, ${total.failed} failed, ${total.skipped.length} skipped`);
process.exitCode = total.failed > 0 || total.passed === 0 || isSkippingRefused ? 1 : 0;

/**
 * @param {import('./gates/gate.mjs').Gate} gate
 * @param {import('./gates/gate.mjs').Surroundings} surroundings
 */
function runGate(gate, surroundings) {
  const startedMs = performance.now();
  const { passed, looked, output } = gate.run(surroundings);
  const seconds = ((performance.now() - startedMs) / 1_000).toFixed(1);
  print(`${passed ? 'ok  ' : 'FAIL'}  ${gate.name}: ${looked} in ${seconds} s`);
  if (passed) total.passed += 1;
  else {
    total.failed += 1;
    print(output.trimEnd());
  }
}

/**
 * @param {string} project
 * @param {import('./gates/gate.mjs').Surroundings} surroundings
 */
function runProject(project, surroundings) {
  print(`\nTests: ${project}`);
  const { passed, failed, skipped, isGreen } = runTests(surroundings, project);
  total.passed += passed;
  // A run that ended badly without a failed test, or ran nothing, is a failure of its own.
  total.failed += failed === 0 && !isGreen ? 1 : failed;
  total.skipped.push(...skipped.map((name) => `${project}: ${name}`));
  if (passed + failed + skipped.length === 0) print(`FAIL  ${project}: no test ran`);
}

/** @param {string} text */
function print(text) {
  process.stdout.write(`${text}\n`);
}
