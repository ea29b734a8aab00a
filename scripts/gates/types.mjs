import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { gateResult, runTool } from './gate.mjs';

/**
 * Type-checks one configuration.
 *
 * @param {string} name
 * @param {string} project folder with a tsconfig.json
 * @returns {import('./gate.mjs').Gate}
 */
export function typesGate(name, project) {
  return {
    name,
    run(surroundings) {
      if (!existsSync(join(surroundings.root, project, 'tsconfig.json'))) {
        return gateResult({
          code: 1,
          count: 0,
          unit: 'files',
          output: `No ${project}/tsconfig.json`,
        });
      }
      const args = ['node_modules/typescript/bin/tsc', '--noEmit', '--listFiles', '-p', project];
      const { code, stdout, stderr } = runTool(surroundings, args);
      const lines = stdout.split('\n');
      const isListed = (/** @type {string} */ line) => /^\/\S.*\.(?:[cm]?tsx?|json)$/.test(line);
      const own = lines.filter((line) => isListed(line) && !line.includes('/node_modules/'));
      const said = lines.filter((line) => !isListed(line)).join('\n');
      return gateResult({ code, count: own.length, unit: 'files', output: said + stderr });
    },
  };
}
