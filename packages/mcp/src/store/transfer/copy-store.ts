import { MosaicError } from '@mosaic/contract';
import type { Migration } from '../migrate.ts';
import { prepareSchema } from './prepare-schema.ts';
import type { RawRow, RawStore, TableShape } from './raw-store.ts';
import { differences, readContent, type StoreContent } from './read-content.ts';
import {
  beginUnfinished,
  endUnfinished,
  markTable,
  readUnfinished,
  requireEmpty,
} from './unfinished.ts';
import { type OnProgress, walkRows } from './walk-rows.ts';

export interface CopyOptions {
  readonly from: RawStore;
  /** Empty, or with an unfinished copy of the same origin. */
  readonly to: RawStore;
  /** All steps this version knows. */
  readonly migrations: readonly Migration[];
  readonly onProgress?: OnProgress;
}

export interface CopyReport {
  readonly rows: number;
  readonly wasResumed: boolean;
  /** Equal in both stores, as read from both after the copy. */
  readonly tables: StoreContent;
}

/**
 * Moves every row from one store to another, whatever their dialects, and proves by count and
 * hash that both hold the same.
 *
 * Nobody writes to either meanwhile. Interrupted at any moment, the same call goes on where it
 * was; until it has ended, no hub opens the store it goes to.
 *
 * @throws `precondition_failed` when the target holds something else, `conflict` when the stores
 *   differ in the end
 */
export async function copyStore(options: CopyOptions): Promise<CopyReport> {
  const { from, to, migrations, onProgress = () => {} } = options;
  await from.lock();
  await to.lock();
  if ((await readUnfinished(from)) !== null) {
    throw new MosaicError(
      'precondition_failed',
      `The store ${from.place} is itself an unfinished copy. Finish that one first.`,
    );
  }
  const unfinished = await readUnfinished(to);
  if (unfinished === null) {
    await requireEmpty(to);
    await prepareSchema(to, migrations, await from.appliedMigrations());
    await beginUnfinished(to, from.place);
  } else if (unfinished.origin !== from.place) {
    throw new MosaicError(
      'precondition_failed',
      `The store ${to.place} holds an unfinished transfer from ${unfinished.origin}. Finish that one, or name an empty store.`,
    );
  }
  const tables = await commonTables(from, to);
  for (const table of tables) {
    const mark = unfinished?.marks.get(table.name);
    if (!mark?.isDone) await copyTable(from, to, table, mark?.last ?? null, onProgress);
  }
  await copySequences(from, to);
  const content = await readContent(from, tables, onProgress);
  const found = differences(content, await readContent(to, tables, onProgress));
  if (found.length > 0) {
    throw new MosaicError(
      'conflict',
      `The copy is not equal to its origin: ${found.join('; ')}. If something wrote in between, empty ${to.place} and copy again.`,
      { details: { differences: found.slice(0, 20) } },
    );
  }
  await endUnfinished(to);
  const rows = Object.values(content).reduce((sum, table) => sum + table.rows, 0);
  return { rows, wasResumed: unfinished !== null, tables: content };
}

async function copyTable(
  from: RawStore,
  to: RawStore,
  table: TableShape,
  after: RawRow | null,
  onProgress: OnProgress,
): Promise<void> {
  const rowsTotal = await from.count(table.name);
  let rows = after === null ? 0 : await to.count(table.name);
  for await (const chunk of walkRows(from, table, after)) {
    const last = chunk.at(-1);
    await to.transact(async () => {
      await to.insert(table, chunk);
      await markTable(to, table.name, { last: last ? keyOf(table, last) : null, isDone: false });
    });
    rows += chunk.length;
    onProgress({ step: 'copy', table: table.name, rows, rowsTotal });
  }
  await to.transact(() => markTable(to, table.name, { last: null, isDone: true }));
}

function keyOf({ key }: TableShape, row: RawRow): RawRow {
  return Object.fromEntries(key.map((column) => [column, row[column] ?? null]));
}

/** Numbers that were given stay given, also those whose rows are gone. */
async function copySequences(from: RawStore, to: RawStore): Promise<void> {
  for (const [table, last] of Object.entries(await from.sequences())) {
    await to.transact(() => to.raiseSequence(table, last));
  }
}

/** @throws when the stores do not have the same tables and columns */
async function commonTables(from: RawStore, to: RawStore): Promise<TableShape[]> {
  const [left, right] = [await from.tables(), await to.tables()];
  const shape = (tables: readonly TableShape[]) =>
    JSON.stringify(tables.map(({ name, columns }) => [name, columns]));
  if (shape(left) === shape(right)) return left;
  const names = new Set(right.map((table) => shape([table])));
  const odd = left.filter((table) => !names.has(shape([table]))).map(({ name }) => name);
  throw new MosaicError(
    'precondition_failed',
    `The stores have different tables (${odd.join(', ') || 'more in the target'}). Bring the origin up to date first: mosaic store migrate`,
  );
}
