import { tmpdir } from 'node:os';
import { resolve } from 'node:path';
import { verifyBackup, verifyStore } from '@mosaic/mcp';
import { exitCode } from '../exit-code.ts';
import type { Session } from '../session.ts';
import { followTransfer } from './follow-transfer.ts';
import { storePlace } from './store-place.ts';

/** Checks the store, or a backup. Exit code 1 when something is wrong. */
export async function runStoreVerify(
  session: Session,
  flags: { readonly store?: string; readonly backup?: string },
): Promise<number> {
  const { backup } = flags;
  const [verdict, summary] =
    backup === undefined
      ? await checkStore(session, flags.store)
      : await checkBackup(session, resolve(session.io.cwd, backup));
  if (session.isJson) session.printJson(verdict);
  else session.terminal.print(verdict.isWhole ? summary : verdict.problems.join('\n'));
  return verdict.isWhole ? exitCode.ok : exitCode.failed;
}

async function checkStore(session: Session, store: string | undefined) {
  const verdict = await verifyStore(storePlace(session, store), tmpdir());
  const { audit, events } = verdict;
  return [
    verdict,
    `The store is whole: ${audit.records} audit records in one chain, head ${audit.headHash ?? 'none'}; ${events} events.`,
  ] as const;
}

async function checkBackup(session: Session, folder: string) {
  const verdict = await followTransfer(session, (onProgress) => verifyBackup(folder, onProgress));
  const rows = verdict.manifest.tables.reduce((sum, table) => sum + table.rows, 0);
  return [verdict, `The backup is whole: ${rows.toLocaleString('en')} rows.`] as const;
}
