import { join } from 'node:path';
import { MosaicError } from '@mosaic/contract';
import { verifyChain } from '../../modules/audit/verify-chain.ts';
import { canonicalHash } from '../../pipeline/canonical-hash.ts';
import type { Migration } from '../migrate.ts';
import { openStore, type StoreChoice } from '../open-store.ts';
import { eventJump, raiseCounters } from './counters.ts';
import { hashFile, type Manifest, readManifest } from './manifest.ts';
import { openRawStore } from './open-raw-store.ts';
import { prepareSchema } from './prepare-schema.ts';
import type { RawStore } from './raw-store.ts';
import { differences, readContent, type StoreContent } from './read-content.ts';
import { recordRestore } from './record-restore.ts';
import { readRowFile } from './row-file.ts';
import { beginUnfinished, endUnfinished, readUnfinished, requireEmpty } from './unfinished.ts';
import type { OnProgress } from './walk-rows.ts';

export interface RestoreOptions {
  readonly folder: string;
  /** An empty database, or a file that is not there. */
  readonly to: StoreChoice;
  /** All steps this version knows. */
  readonly migrations: readonly Migration[];
  readonly now: () => number;
  readonly onProgress?: OnProgress;
}

export interface RestoreReport {
  readonly manifest: Manifest;
  readonly rows: number;
  /** Number of the event that tells of the restore: greater than any given out before. */
  readonly eventSeq: number;
}

/**
 * Fills an empty store from a backup and proves that all of it is there.
 *
 * Counters then jump: nothing the lost hub gave out after the backup (event numbers, fencing
 * tokens, versions) is ever given out again. An event and an audit record tell of it. The newest
 * schema is applied last.
 *
 * @throws `precondition_failed` when the store is not empty, `conflict` when the backup is damaged
 */
export async function restoreStore(options: RestoreOptions): Promise<RestoreReport> {
  const { folder, to, migrations, now, onProgress = () => {} } = options;
  const manifest = readManifest(folder);
  await verifyFiles(folder, manifest);
  const store = await openRawStore(to, { use: 'create' });
  try {
    await store.lock();
    if ((await readUnfinished(store)) !== null) {
      throw new MosaicError(
        'precondition_failed',
        `${store.place} holds the beginning of a restore or copy that was interrupted. Name an empty one.`,
      );
    }
    await requireEmpty(store);
    await prepareSchema(store, migrations, manifest.migrations);
    await beginUnfinished(store, folder);
    await fillTables(store, folder, manifest, onProgress);
    await compare(store, manifest, onProgress);
    await store.transact(async () => {
      for (const [table, last] of Object.entries(manifest.sequences)) {
        await store.raiseSequence(table, table === 'event' ? last + eventJump : last);
      }
      await raiseCounters(store);
      await endUnfinished(store);
    });
  } finally {
    await store.close();
  }
  return finish(to, migrations, manifest, now);
}

/** Brings the schema up to date with the real store, tells of the restore and checks the audit. */
async function finish(
  to: StoreChoice,
  migrations: readonly Migration[],
  manifest: Manifest,
  now: () => number,
): Promise<RestoreReport> {
  const store = await openStore(to, migrations);
  try {
    const eventSeq = manifest.heads.event + eventJump;
    await recordRestore(store, {
      at: now(),
      eventSeq,
      createdAt: manifest.createdAt,
      inputSha256: canonicalHash(manifest),
    });
    const verdict = await verifyChain(store.reader, manifest.heads.audit.hash || undefined);
    if (!verdict.isIntact) {
      throw new MosaicError(
        'conflict',
        `The audit chain of this backup is broken at record ${verdict.firstBadSeq}: ${verdict.problem}. The rows are restored as they were backed up.`,
      );
    }
    const rows = manifest.tables.reduce((sum, table) => sum + table.rows, 0);
    return { manifest, rows, eventSeq };
  } finally {
    await store.close();
  }
}

async function fillTables(
  store: RawStore,
  folder: string,
  manifest: Manifest,
  onProgress: OnProgress,
): Promise<void> {
  for (const table of manifest.tables) {
    let rows = 0;
    for await (const chunk of readRowFile(join(folder, table.file), table)) {
      await store.transact(() => store.insert(table, chunk));
      rows += chunk.length;
      onProgress({ step: 'restore', table: table.name, rows, rowsTotal: table.rows });
    }
  }
}

async function compare(store: RawStore, manifest: Manifest, onProgress: OnProgress): Promise<void> {
  const content = await readContent(store, await store.tables(), onProgress);
  const found = differences(contentOf(manifest), content);
  if (found.length === 0) return;
  throw new MosaicError(
    'conflict',
    `The restored store is not what was backed up: ${found.join('; ')}. Use another backup.`,
    { details: { differences: found.slice(0, 20) } },
  );
}

/** What the manifest says that the tables hold. */
export function contentOf(manifest: Manifest): StoreContent {
  return Object.fromEntries(manifest.tables.map(({ name, rows, hash }) => [name, { rows, hash }]));
}

/** @throws `conflict` when a file is not what was written */
export async function verifyFiles(folder: string, { tables }: Manifest): Promise<void> {
  for (const { file, sha256 } of tables) {
    const found = await hashFile(join(folder, file)).catch(() => null);
    if (found === sha256) continue;
    throw new MosaicError(
      'conflict',
      `${join(folder, file)} is ${found === null ? 'missing' : 'damaged'}. Use another backup.`,
      { details: { file } },
    );
  }
}
