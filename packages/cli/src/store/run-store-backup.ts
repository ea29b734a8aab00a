import { resolve } from 'node:path';
import { backupStore } from '@mosaic/mcp';
import { exitCode } from '../exit-code.ts';
import type { Session } from '../session.ts';
import { cliVersion } from '../version.ts';
import { followTransfer } from './follow-transfer.ts';
import { storePlace } from './store-place.ts';

/** Writes the rows as they are now to a folder, while the hub goes on. */
export async function runStoreBackup(
  session: Session,
  flags: { readonly store?: string; readonly to: string },
): Promise<number> {
  const folder = resolve(session.io.cwd, flags.to);
  const manifest = await followTransfer(session, (onProgress) =>
    backupStore({
      from: storePlace(session, flags.store),
      folder,
      version: cliVersion(),
      now: session.io.now,
      onProgress,
    }),
  );
  if (session.isJson) {
    session.printJson({ folder, ...manifest });
    return exitCode.ok;
  }
  const rows = manifest.tables.reduce((sum, table) => sum + table.rows, 0);
  session.terminal.print(
    `${folder}: ${rows.toLocaleString('en')} rows up to event ${manifest.heads.event} and audit record ${manifest.heads.audit.seq}.`,
  );
  return exitCode.ok;
}
