import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { MosaicError } from '@mosaic/contract';
import { createPrivateFile } from './create-private-file.ts';

export interface HomeLock {
  release(): void;
}

/** Holds the lock: a database of its own, so that the operating system frees it on any death. */
const lockFile = 'hub.lock';
/** Says who holds it; only ever read to tell people. */
const holderFile = 'hub.pid';

/**
 * Locks held by this process. Without this a caller that drops its lock would lose it to
 * garbage collection, which closes the database behind it.
 */
const held = new Set<DatabaseSync>();

/** Primary result code of SQLite; extended ones carry more above the lowest byte. */
const sqliteBusy = 5;

/**
 * Keeps a second hub off this home: each would expire the other's leases and run its missions twice.
 *
 * @throws `precondition_failed` while another hub runs here
 */
export function lockHome(home: string): HomeLock {
  mkdirSync(home, { recursive: true, mode: 0o700 });
  createPrivateFile(join(home, lockFile));
  const database = new DatabaseSync(join(home, lockFile), { timeout: 0 });
  try {
    database.exec('BEGIN EXCLUSIVE');
  } catch (error) {
    database.close();
    if (!isBusy(error)) throw error;
    throw new MosaicError(
      'precondition_failed',
      `A hub already runs on ${home}${holder(home)}. Use that one, or stop it first.`,
      { details: { home } },
    );
  }
  held.add(database);
  writeFileSync(join(home, holderFile), `${process.pid}\n`, { mode: 0o600 });
  return {
    release() {
      if (!held.delete(database)) return;
      rmSync(join(home, holderFile), { force: true });
      database.close();
    },
  };
}

function isBusy(error: unknown): boolean {
  const code = error instanceof Error && 'errcode' in error ? error.errcode : 0;
  return typeof code === 'number' && (code & 0xff) === sqliteBusy;
}

function holder(home: string): string {
  try {
    const pid = readFileSync(join(home, holderFile), 'utf8').trim().slice(0, 20);
    return /^\d+$/.test(pid) ? ` (process ${pid})` : '';
  } catch {
    return '';
  }
}
