import { dirname } from 'node:path';
import { MosaicError } from '@mosaic/contract';
import type { StoreChoice } from '../open-store.ts';
import { copyFile } from './copy-file.ts';
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
  const copy = copyFile(choice.file, scratch);
  const snapshot = openSqliteRawStore(copy.file, { use: 'read' });
  return {
    ...snapshot,
    place: choice.file,
    async close() {
      await snapshot.close();
      copy.remove();
    },
  };
}

/** @throws `invalid_input` when both are the same place */
export function requireTwoPlaces(from: StoreChoice, to: StoreChoice): void {
  const place = (choice: StoreChoice) =>
    choice.kind === 'sqlite' ? `file ${dirname(choice.file)}` : `url ${choice.url}`;
  if (place(from) !== place(to)) return;
  throw new MosaicError('invalid_input', 'Origin and target are the same store. Name another one.');
}
