import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fingerprint } from './fingerprint.mjs';
import { runProgram } from './run-program.mjs';

const stampFile = 'node_modules/.mosaic-install';
const lockfile = 'package-lock.json';

/**
 * Installs the dependencies unless they are what the lockfile says.
 *
 * @param {string} root
 * @param {{ env: NodeJS.ProcessEnv, say: (text: string) => void }} options
 * @returns {'unchanged' | 'installed'}
 */
export function install(root, { env, say }) {
  const wanted = fingerprint(root, [lockfile], [process.platform, process.arch]);
  const stamp = join(root, stampFile);
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return 'unchanged';
  if (matchesLockfile(root)) {
    writeFileSync(stamp, wanted);
    return 'unchanged';
  }
  say('Installing dependencies; this happens once and takes about a minute.');
  const args = ['ci', '--prefer-offline', '--no-audit', '--no-fund'];
  const npm = env.npm_execpath;
  const code = npm?.endsWith('.js')
    ? runProgram(process.execPath, [npm, ...args], { cwd: root, env })
    : runProgram('npm', args, { cwd: root, env });
  if (code !== 0) {
    throw new Error(
      `npm ci ended with ${code}; what it said is above. Correct that and start again.`,
    );
  }
  writeFileSync(stamp, wanted);
  return 'installed';
}

/**
 * True when npm itself recorded that it installed this lockfile, for instance because
 * somebody ran `npm ci` by hand. Packages for other platforms may be missing.
 *
 * @param {string} root
 */
function matchesLockfile(root) {
  const installed = packagesOf(join(root, 'node_modules/.package-lock.json'));
  const wanted = packagesOf(join(root, lockfile));
  if (installed === null || wanted === null) return false;
  return Object.entries(wanted).every(([path, entry]) => {
    if (!path.includes('node_modules/')) return true;
    const found = installed[path];
    if (found === undefined) return entry.optional === true;
    return found.version === entry.version && found.integrity === entry.integrity;
  });
}

/**
 * @param {string} file
 * @returns {Record<string, { version?: string, integrity?: string, optional?: boolean }> | null}
 */
function packagesOf(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8')).packages ?? null;
  } catch {
    return null;
  }
}
