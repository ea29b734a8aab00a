import {
  closeSync,
  fsyncSync,
  mkdirSync,
  openSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { MosaicError } from '@mosaic/contract';
import type { StoreChoice } from '../open-store.ts';
import { createContentHash } from './content-hash.ts';
import { transferLimits } from './limits.ts';
import { type Manifest, manifestFile } from './manifest.ts';
import { openSnapshot } from './open-raw-store.ts';
import type { RawRow, RawStore, TableShape } from './raw-store.ts';
import { readHeads } from './read-heads.ts';
import { writeRowFile } from './row-file.ts';
import { readUnfinished } from './unfinished.ts';
import { type OnProgress, walkRows } from './walk-rows.ts';

export interface BackupOptions {
  readonly from: StoreChoice;
  /** A folder that does not exist yet; it appears when the backup is complete. */
  readonly folder: string;
  readonly version: string;
  readonly now: () => number;
  readonly onProgress?: OnProgress;
}

/**
 * Writes all rows as they are at one moment to files, while the hub goes on.
 *
 * Everything acknowledged before it began is in it. It has the rows and nothing else: secrets and
 * repositories of a home are not in the store.
 *
 * @throws `conflict` when the folder is there, `unavailable` when it takes too long on PostgreSQL
 */
export async function backupStore(options: BackupOptions): Promise<Manifest> {
  const { from, folder, version, now, onProgress = () => {} } = options;
  const partial = `${folder}.partial`;
  createFolder(folder, partial);
  try {
    const startedAt = now();
    const store = await openSnapshot(from, partial);
    const requireTime = () => {
      if (from.kind === 'sqlite' || now() - startedAt < transferLimits.snapshotMsMax) return;
      throw new MosaicError(
        'unavailable',
        `Reading took longer than ${transferLimits.snapshotMsMax / 60_000} minutes, which would slow the hub down. Take a backup of this size with the means of PostgreSQL, or from a replica.`,
      );
    };
    try {
      if ((await readUnfinished(store)) !== null) {
        throw new MosaicError('precondition_failed', 'This store is an unfinished copy.');
      }
      const manifest = await writeTables(store, partial, (progress) => {
        requireTime();
        onProgress(progress);
      });
      const complete = { ...manifest, version, createdAt: new Date(startedAt).toISOString() };
      const text = `${JSON.stringify(complete, null, 2)}\n`;
      writeFileSync(join(partial, manifestFile), text, { mode: 0o600, flush: true });
      await store.close();
      syncFolder(partial);
      renameSync(partial, folder);
      syncFolder(dirname(folder));
      return complete;
    } finally {
      await store.close();
    }
  } catch (error) {
    rmSync(partial, { recursive: true, force: true });
    throw error;
  }
}

async function writeTables(
  store: RawStore,
  folder: string,
  onProgress: OnProgress,
): Promise<Omit<Manifest, 'version' | 'createdAt'>> {
  const tables: Manifest['tables'] = [];
  for (const table of await store.tables()) {
    const hash = createContentHash(table);
    const rowsTotal = await store.count(table.name);
    const counted = async function* (): AsyncGenerator<readonly RawRow[]> {
      for await (const rows of walkRows(store, table)) {
        for (const row of rows) hash.add(row);
        onProgress({ step: 'read', table: table.name, rows: hash.content().rows, rowsTotal });
        yield rows;
      }
    };
    const file = `${table.name}.ndjson.gz`;
    const sha256 = await writeRowFile(join(folder, file), table, counted());
    tables.push({ ...shapeOf(table), file, ...hash.content(), sha256 });
  }
  return {
    format: 1,
    dialect: store.dialect,
    migrations: await store.appliedMigrations(),
    tables,
    sequences: await store.sequences(),
    heads: await readHeads(store),
  };
}

function shapeOf({ name, columns, key }: TableShape) {
  return { name, columns: [...columns], key: [...key] };
}

function createFolder(folder: string, partial: string): void {
  try {
    mkdirSync(folder, { mode: 0o700 });
    // Only to see that it can be made; it appears again when it is complete.
    rmSync(folder, { recursive: true });
    mkdirSync(partial, { mode: 0o700 });
  } catch (cause) {
    const isThere = cause instanceof Error && 'code' in cause && cause.code === 'EEXIST';
    throw new MosaicError(
      isThere ? 'conflict' : 'precondition_failed',
      isThere
        ? `${folder} (or ${partial}, of a backup that was interrupted) is there already. Name another folder, or remove it.`
        : `The folder ${folder} cannot be made. Check the folder above it.`,
      { cause },
    );
  }
}

/** Names of files are on disk only once their folder is. */
function syncFolder(folder: string): void {
  const descriptor = openSync(folder, 'r');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
