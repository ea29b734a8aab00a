// Plain JavaScript for Node 20 or newer, with nothing but Node: it runs before anything is installed.
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { install } from './bootstrap/install.mjs';
import { pinnedNode } from './bootstrap/pinned-node.mjs';
import { buildWeb } from './bootstrap/web-build.mjs';

/** The folder of this installation. */
export const root = fileURLToPath(new URL('..', import.meta.url));

/**
 * Brings a fresh clone to where the program can run; quick when there is nothing to do.
 *
 * @param {NodeJS.ProcessEnv} env
 * @returns {{ node: string, env: NodeJS.ProcessEnv }} the Node to use, and its environment
 */
export function bootstrap(env) {
  const nodeNeeded = 20;
  if (Number.parseInt(process.versions.node, 10) < nodeNeeded) {
    throw new Error(`Node ${nodeNeeded} or newer is needed; this is ${process.version}.`);
  }
  const say = (/** @type {string} */ text) => void process.stderr.write(`${text}\n`);
  install(root, { env, say });
  const node = pinnedNode(root, say);
  buildWeb(root, { node, env, say });
  return {
    node,
    env: { ...env, NODE_COMPILE_CACHE: join(root, 'node_modules/.cache/mosaic/compile') },
  };
}
