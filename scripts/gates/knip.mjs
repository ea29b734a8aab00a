import { fileURLToPath } from 'node:url';
import { gateResult, runTool } from './gate.mjs';

const reporter = fileURLToPath(new URL('./knip-count.mjs', import.meta.url));

/**
 * Unused files, exports and dependencies.
 *
 * @type {import('./gate.mjs').Gate}
 */
export const knipGate = {
  name: 'knip',
  run(surroundings) {
    const args = ['node_modules/knip/bin/knip.js', '--no-progress'];
    const reporters = ['--reporter', 'symbols', '--reporter', reporter];
    const { code, stdout, stderr } = runTool(surroundings, [...args, ...reporters]);
    const count = Number(/^knip looked at (\d+) files$/m.exec(stdout)?.[1] ?? 0);
    return gateResult({ code, count, unit: 'files', output: stdout + stderr });
  },
};
