import { mkdtempSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { MosaicError } from '@mosaic/contract';
import type { StoreChoice } from '../open-store.ts';
import { translateSqliteError } from '../sqlite/translate-sqlite-error.ts';
import { openPostgresRawStore } from './postgres-raw-store.ts';
import type { RawStore } from './raw-store.ts';
import { openSqliteRawStore } from './sqlite-raw-store.ts';

/** Opens a store for the tools; `create` makes the file of one that is not there. */
export async function openRawStore(
  choice: StoreChoice,
  { use }: { use: 'read' | 'create' },
): Promise<RawStore> {
  return choice.kind === 'sqlite'
    ? openSqliteRawStore(choice.file, { use })
    : openPostgresRawStore(choice.url);
}

/**
 * Opens the store as it is at this moment, beside the hub that goes on writing.
 *
 * SQLite: a snapshot file beside it, so that reading it takes as long as it takes. PostgreSQL:
 * one repeatable-read transaction, which its server cuts after a bounded time.
 */
export async function openSnapshot(choice: StoreChoice, scratch: string): Promise<RawStore> {
  if (choice.kind === 'postgres') return openPostgresRawStore(choice.url, { isSnapshot: true });
  const folder = mkdtempSync(join(scratch, 'snapshot-'));
  const file = join(folder, 'snapshot.sqlite');
  try {
    const source = openSqliteRawStore(choice.file, { use: 'read' });
    await source.close();
    const database = new DatabaseSync(choice.file, { readOnly: true, timeout: 5_000 });
    try {
      database.prepare('VACUUM INTO ?').run(file);
    } catch (error) {
      throw translateSqliteError(error, 'read');
    } finally {
      database.close();
    }
    const snapshot = openSqliteRawStore(file, { use: 'read' });
    return {
      ...snapshot,
      place: choice.file,
      async close() {
        await snapshot.close();
        rmSync(folder, { recursive: true, force: true });
      },
    };
  } catch (error) {
    rmSync(folder, { recursive: true, force: true });
    throw error;
  }
}

/** @throws `invalid_input` when both are the same place */
export function requireTwoPlaces(from: StoreChoice, to: StoreChoice): void {
  const place = (choice: StoreChoice) =>
    choice.kind === 'sqlite' ? `file ${dirname(choice.file)}` : `url ${choice.url}`;
  if (place(from) !== place(to)) return;
  throw new MosaicError('invalid_input', 'Origin and target are the same store. Name another one.');
}
