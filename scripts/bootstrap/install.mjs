import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fingerprint } from './fingerprint.mjs';
import { runProgram, runQuietly } from './run-program.mjs';

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
  installLocked(root, env, say);
  writeFileSync(stamp, wanted);
  return 'installed';
}

/**
 * Runs `npm ci`. Where npm refuses the lockfile, because it was written on a machine whose
 * registry has no packages for other platforms, `npm install` takes the same versions.
 *
 * @param {string} root
 * @param {NodeJS.ProcessEnv} env
 * @param {(text: string) => void} say
 */
function installLocked(root, env, say) {
  const npm = env.npm_execpath?.endsWith('.js') ? [process.execPath, env.npm_execpath] : ['npm'];
  const [program = 'npm', ...first] = npm;
  const flags = ['--prefer-offline', '--no-audit', '--no-fund'];
  const strict = runQuietly(program, [...first, 'ci', ...flags], { cwd: root, env });
  if (strict.code === 0) return;
  if (!strict.output.includes('EUSAGE')) {
    process.stderr.write(strict.output);
    throw new Error(
      `npm ci ended with ${strict.code}; what it said is above. Correct that and start again.`,
    );
  }
  say('npm ci refuses the lockfile on this machine; npm install takes the same versions.');
  const args = [...first, 'install', '--no-save', ...flags];
  const code = runProgram(program, args, { cwd: root, env });
  if (code !== 0) {
    throw new Error(
      `npm install ended with ${code}; what it said is above. Correct that and start again.`,
    );
  }
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
    if (path === '') return true;
    const found = installed[path];
    if (found === undefined) return entry.optional === true;
    return isSame(found, entry);
  });
}

/** @typedef {{ version?: string, integrity?: string, optional?: boolean, bin?: unknown }} Entry */

/** @param {Entry} found @param {Entry} wanted */
function isSame(found, wanted) {
  return (
    found.version === wanted.version &&
    found.integrity === wanted.integrity &&
    (wanted.bin === undefined || JSON.stringify(found.bin) === JSON.stringify(wanted.bin))
  );
}

/**
 * @param {string} file
 * @returns {Record<string, Entry> | null}
 */
function packagesOf(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8')).packages ?? null;
  } catch {
    return null;
  }
}
