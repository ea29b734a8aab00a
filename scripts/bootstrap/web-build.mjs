import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fingerprint } from './fingerprint.mjs';
import { runProgram } from './run-program.mjs';

const stampFile = 'node_modules/.cache/mosaic/web-build';
const sources = ['apps/web', 'packages/contract/src', 'packages/client/src', 'package-lock.json'];

/**
 * Builds the dashboard when it is missing or its sources changed.
 *
 * A failure is no reason not to start: the hub serves without a dashboard and says so.
 *
 * @param {string} root
 * @param {{ node: string, env: NodeJS.ProcessEnv, say: (text: string) => void }} options
 * @returns {'unchanged' | 'built' | 'failed'}
 */
export function buildWeb(root, { node, env, say }) {
  const wanted = fingerprint(root, sources);
  const stamp = join(root, stampFile);
  const isBuilt = existsSync(join(root, 'apps/web/dist/index.html'));
  if (isBuilt && existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return 'unchanged';
  say('Building the dashboard.');
  const args = ['node_modules/vite/bin/vite.js', 'build', 'apps/web', '--logLevel', 'warn'];
  if (runProgram(node, args, { cwd: root, env }) !== 0) {
    say('The dashboard could not be built; the hub serves without it. See: npm run build:web');
    return 'failed';
  }
  mkdirSync(dirname(stamp), { recursive: true });
  writeFileSync(stamp, wanted);
  return 'built';
}
