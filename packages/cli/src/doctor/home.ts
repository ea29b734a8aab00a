import { access, constants, stat, statfs } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { ownerTokenFile } from '../hub/connect.ts';
import { limits } from '../limits.ts';
import { shellLine } from '../operations/print-values.ts';
import { bytesText } from '../output/quantities.ts';
import { type Check, fail, ok, warn } from './check.ts';

const secretFiles = [ownerTokenFile, 'runner-token', 'worker-key'];

export const homeCheck: Check = {
  id: 'home',
  run: async ({ config: { home } }) => {
    const nearest = await existingFolder(home);
    const isWritable = await access(nearest, constants.W_OK | constants.X_OK).then(
      () => true,
      () => false,
    );
    if (!isWritable)
      return fail(`${nearest} cannot be written`, 'Set MOSAIC_HOME to a folder that can');
    if (nearest !== home) return ok(`${home} will be created`);
    const open = await openToOthers(home);
    if (open.length === 0) return ok(`${home}, closed to others`);
    const modes = open.map((path) => `chmod ${path === home ? '700' : '600'} ${shellLine([path])}`);
    return fail(`Others can read ${open.join(', ')}`, modes.join(' && '));
  },
};

export const diskCheck: Check = {
  id: 'disk',
  run: async ({ config: { home } }) => {
    const folder = await existingFolder(home);
    const { bavail, bsize } = await statfs(folder);
    const message = `${bytesText(bavail * bsize)} free at ${folder}`;
    return bavail * bsize >= limits.freeBytesMin
      ? ok(message)
      : warn(message, 'Make room, or set MOSAIC_HOME to a larger disk: clones need it');
  },
};

/** Asks SQLite itself, read-only, so that it is safe while a hub runs. */
export const storeCheck: Check = {
  id: 'store',
  run: async ({ config: { home } }) => {
    const file = join(home, 'hub.sqlite');
    const found = await stat(file).catch(() => null);
    if (found === null) return ok('No store yet');
    const database = new DatabaseSync(file, { readOnly: true });
    try {
      const row = database.prepare('PRAGMA quick_check(1)').get();
      const verdict = String(Object.values(row ?? {})[0]);
      return verdict === 'ok'
        ? ok(`${bytesText(found.size)}, sound`)
        : fail(`${file} is damaged: ${verdict}`, 'Stop the hub and put back a copy of hub.sqlite');
    } finally {
      database.close();
    }
  },
};

async function openToOthers(home: string): Promise<string[]> {
  const open: string[] = [];
  for (const path of [home, ...secretFiles.map((file) => join(home, file))]) {
    const found = await stat(path).catch(() => null);
    if (found !== null && (found.mode & 0o077) !== 0) open.push(path);
  }
  return open;
}

/** The folder itself, or the nearest one above it that exists. */
async function existingFolder(path: string): Promise<string> {
  const isThere = await stat(path).then(
    () => true,
    () => false,
  );
  return isThere || dirname(path) === path ? path : await existingFolder(dirname(path));
}
