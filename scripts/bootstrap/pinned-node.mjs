import { existsSync } from 'node:fs';
import { join } from 'node:path';

const nodeNeeded = 24;

/**
 * The Node that everything runs on: the one the lockfile pins, which npm installs.
 *
 * Its install script fetches the program; where scripts are not allowed to run, the Node
 * at hand will do if it is new enough.
 *
 * @param {string} root
 * @param {(text: string) => void} say
 * @returns {string} path of the program
 */
export function pinnedNode(root, say) {
  const pinned = join(root, 'node_modules/.bin/node');
  if (existsSync(pinned)) return pinned;
  if (Number.parseInt(process.versions.node, 10) >= nodeNeeded) {
    say(`The pinned Node was not installed; going on with ${process.version}.`);
    return process.execPath;
  }
  throw new Error(
    `The pinned Node is missing and ${process.version} is too old (${nodeNeeded} is needed). ` +
      'Its install script did not run: allow it with `npm rebuild node --ignore-scripts=false`, ' +
      'or install a newer Node, and start again.',
  );
}
