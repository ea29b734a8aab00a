import { resolve } from 'node:path';
import { restoreStore } from '@mosaic/mcp';
import { storeMigrations } from '@mosaic/stack';
import { exitCode } from '../exit-code.ts';
import type { Session } from '../session.ts';
import { followTransfer } from './follow-transfer.ts';
import { storePlace } from './store-place.ts';

/** Fills an empty store from a backup. */
export async function runStoreRestore(
  session: Session,
  flags: { readonly store?: string; readonly from: string },
): Promise<number> {
  const { manifest, rows, eventSeq } = await followTransfer(session, (onProgress) =>
    restoreStore({
      folder: resolve(session.io.cwd, flags.from),
      to: storePlace(session, flags.store),
      migrations: storeMigrations(),
      now: session.io.now,
      onProgress,
    }),
  );
  if (session.isJson) session.printJson({ rows, eventSeq, backup: manifest });
  else {
    session.terminal.print(
      `${rows.toLocaleString('en')} rows of ${manifest.createdAt} are back and equal to the backup. Event numbers go on at ${eventSeq}.`,
    );
  }
  return exitCode.ok;
}
