import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { MosaicError } from '@mosaic/contract';
import { translateSqliteError } from '../sqlite/translate-sqlite-error.ts';

/** How long to wait for a writer, in milliseconds. */
const busyMsMax = 5_000;

/**
 * Copies a SQLite file as it is at this moment, beside the hub that goes on writing.
 *
 * @throws `not_found` when there is no such file, `unavailable` when the scratch folder is full
 */
export function copyFile(file: string, scratch: string): { file: string; remove(): void } {
  if (!existsSync(file)) {
    throw new MosaicError('not_found', `There is no store at ${file}.`, { details: { file } });
  }
  const folder = mkdtempSync(join(scratch, 'snapshot-'));
  const remove = () => rmSync(folder, { recursive: true, force: true });
  const copy = join(folder, 'snapshot.sqlite');
  const database = new DatabaseSync(file, { readOnly: true, timeout: busyMsMax });
  try {
    database.prepare('VACUUM INTO ?').run(copy);
  } catch (error) {
    remove();
    throw translateSqliteError(error, 'read');
  } finally {
    database.close();
  }
  return { file: copy, remove };
}
