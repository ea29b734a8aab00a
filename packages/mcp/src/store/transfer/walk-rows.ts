import { transferLimits } from './limits.ts';
import type { RawRow, RawStore, TableShape } from './raw-store.ts';

/** How far a long piece of work is. */
export interface TransferProgress {
  readonly step: 'read' | 'copy' | 'restore' | 'compare';
  readonly table: string;
  /** Rows of this table that are done, and about how many it has. */
  readonly rows: number;
  readonly rowsTotal: number;
}

export type OnProgress = (progress: TransferProgress) => void;

/** All rows of a table in the order of its key, in chunks; from after `after` if given. */
export async function* walkRows(
  store: RawStore,
  table: TableShape,
  after: RawRow | null = null,
): AsyncGenerator<readonly RawRow[]> {
  if (table.key.length === 0) throw new Error(`The table ${table.name} has no primary key`);
  let last = after;
  for (;;) {
    const rows = await store.read(table, last, transferLimits.chunkRows);
    if (rows.length > 0) yield rows;
    if (rows.length < transferLimits.chunkRows) return;
    last = rows.at(-1) ?? null;
  }
}
