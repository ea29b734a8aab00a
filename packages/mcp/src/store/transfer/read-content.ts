import { createContentHash, type TableContent } from './content-hash.ts';
import type { RawStore, TableShape } from './raw-store.ts';
import { type OnProgress, walkRows } from './walk-rows.ts';

/** What all tables hold, by their names. */
export type StoreContent = Readonly<Record<string, TableContent>>;

/** Reads the whole store. */
export async function readContent(
  store: RawStore,
  tables: readonly TableShape[],
  onProgress: OnProgress,
): Promise<StoreContent> {
  const content: Record<string, TableContent> = {};
  for (const table of tables) content[table.name] = await readTable(store, table, onProgress);
  return content;
}

async function readTable(
  store: RawStore,
  table: TableShape,
  onProgress: OnProgress,
): Promise<TableContent> {
  const rowsTotal = await store.count(table.name);
  const hash = createContentHash(table);
  for await (const rows of walkRows(store, table)) {
    for (const row of rows) hash.add(row);
    onProgress({ step: 'compare', table: table.name, rows: hash.content().rows, rowsTotal });
  }
  return hash.content();
}

/** Tables whose content differs, as sentences; none when the stores are equal. */
export function differences(expected: StoreContent, found: StoreContent): string[] {
  const names = [...new Set([...Object.keys(expected), ...Object.keys(found)])].sort();
  return names.flatMap((name) => {
    const [left, right] = [expected[name], found[name]];
    if (!left || !right) return [`${name} is missing in ${left ? 'the copy' : 'the original'}`];
    if (left.rows !== right.rows) return [`${name} has ${right.rows} of ${left.rows} rows`];
    return left.hash === right.hash ? [] : [`${name} has other content`];
  });
}
