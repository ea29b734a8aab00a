import { join } from 'node:path';
import type { AuditVerdict } from '@mosaic/contract';
import { verifyChain } from '../../modules/audit/verify-chain.ts';
import { kyselyOver } from '../kysely-over.ts';
import type { StoreChoice } from '../open-store.ts';
import { createContentHash } from './content-hash.ts';
import { type Manifest, readManifest } from './manifest.ts';
import { openSnapshot } from './open-raw-store.ts';
import type { RawStore } from './raw-store.ts';
import { differences } from './read-content.ts';
import { contentOf, verifyFiles } from './restore-store.ts';
import { readRowFile } from './row-file.ts';
import type { OnProgress } from './walk-rows.ts';

export interface StoreVerdict {
  readonly isWhole: boolean;
  /** What is wrong, as sentences. */
  readonly problems: readonly string[];
  readonly audit: AuditVerdict;
  readonly events: number;
}

/** Checks a store beside the hub that uses it: the file itself, the audit chain, the events. */
export async function verifyStore(choice: StoreChoice, scratch: string): Promise<StoreVerdict> {
  const store = await openSnapshot(choice, scratch);
  try {
    const problems = await fileProblems(store);
    const audit = await verifyChain(readerOf(store));
    if (!audit.isIntact) problems.push(`The audit chain is broken: ${audit.problem}`);
    const [events] = await store.run(
      'select count(*) as n, count(distinct seq) as seqs from event',
    );
    if (events?.n !== events?.seqs) problems.push('Two events have the same number');
    return { isWhole: problems.length === 0, problems, audit, events: Number(events?.n) };
  } finally {
    await store.close();
  }
}

export interface BackupVerdict {
  readonly isWhole: boolean;
  readonly problems: readonly string[];
  readonly manifest: Manifest;
}

/** Checks that a backup can be read and holds what its manifest says. */
export async function verifyBackup(folder: string, onProgress: OnProgress): Promise<BackupVerdict> {
  const manifest = readManifest(folder);
  await verifyFiles(folder, manifest);
  const content: Record<string, { rows: number; hash: string }> = {};
  for (const table of manifest.tables) {
    const hash = createContentHash(table);
    for await (const rows of readRowFile(join(folder, table.file), table)) {
      for (const row of rows) hash.add(row);
      const { rows: done } = hash.content();
      onProgress({ step: 'compare', table: table.name, rows: done, rowsTotal: table.rows });
    }
    content[table.name] = hash.content();
  }
  const problems = differences(contentOf(manifest), content);
  return { isWhole: problems.length === 0, problems, manifest };
}

async function fileProblems(store: RawStore): Promise<string[]> {
  if (store.dialect === 'postgres') return [];
  const rows = await store.run('pragma integrity_check');
  return rows
    .map((row) => String(row.integrity_check))
    .filter((text) => text !== 'ok')
    .map((text) => `The file is damaged: ${text}`);
}

/** The snapshot as modules read it. */
function readerOf(store: RawStore) {
  return kyselyOver(store.dialect, (use) =>
    use({
      async run<Row>(sql: string, parameters: readonly unknown[]) {
        const rows = await store.run(sql, parameters as never);
        return { rows: rows as Row[], changes: 0 };
      },
    }),
  );
}
