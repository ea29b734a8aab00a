import { gateResult, runTool } from './gate.mjs';

/**
 * Format, lint and import order.
 *
 * @type {import('./gate.mjs').Gate}
 */
export const biomeGate = {
  name: 'biome',
  run(surroundings) {
    const args = ['node_modules/@biomejs/biome/bin/biome', 'ci', '--colors=off', '.'];
    const { code, stdout, stderr } = runTool(surroundings, args);
    const output = stdout + stderr;
    const count = Number(/Checked (\d+) files?/.exec(output)?.[1] ?? 0);
    return gateResult({ code, count, unit: 'files', output });
  },
};
