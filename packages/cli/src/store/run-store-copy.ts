import { copyStore, openRawStore, requireTwoPlaces } from '@mosaic/mcp';
import { storeMigrations } from '@mosaic/stack';
import { exitCode } from '../exit-code.ts';
import { durationText } from '../output/quantities.ts';
import type { Session } from '../session.ts';
import { followTransfer } from './follow-transfer.ts';
import { storePlace } from './store-place.ts';

/** Copies all rows into an empty store and proves that both are equal. */
export async function runStoreCopy(
  session: Session,
  flags: { readonly from?: string; readonly to: string },
): Promise<number> {
  const [from, to] = [storePlace(session, flags.from), storePlace(session, flags.to)];
  requireTwoPlaces(from, to);
  const startedAt = session.io.now();
  const origin = await openRawStore(from, { use: 'read' });
  try {
    const target = await openRawStore(to, { use: 'create' });
    try {
      const report = await followTransfer(session, (onProgress) =>
        copyStore({ from: origin, to: target, migrations: storeMigrations(), onProgress }),
      );
      const durationMs = session.io.now() - startedAt;
      if (session.isJson) {
        session.printJson({ from: origin.place, to: target.place, durationMs, ...report });
      } else {
        const rows = report.rows.toLocaleString('en');
        session.terminal.print(
          `${rows} rows are in ${target.place} and equal by count and hash, after ${durationText(durationMs)}.`,
        );
      }
      return exitCode.ok;
    } finally {
      await target.close();
    }
  } finally {
    await origin.close();
  }
}
