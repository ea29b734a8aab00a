import type { Operation, OperationOutput, Operations } from '@mosaic/contract';
import type { Column } from '../output/table.ts';
import { table } from '../output/table.ts';
import type { View } from '../output/terminal.ts';

/** Shows one output, or one item of a stream, to people. */
export type Renderer<Op extends Operation> = (output: OperationOutput<Op>, view: View) => string;

/** Renderers by the names operations have in the registry. */
export type Renderers = { readonly [Key in keyof Operations]?: Renderer<Operations[Key]> };

interface Page<Item> {
  readonly items: readonly Item[];
  readonly nextCursor: string | null;
}

/** A page as a table; says so when it is empty or goes on. */
export function listRenderer<Item>(noun: string, columns: readonly Column<Item>[]) {
  return ({ items, nextCursor }: Page<Item>, view: View): string => {
    if (items.length === 0) return view.style('dim', `No ${noun}.`);
    const rows = table(items, columns, view);
    if (nextCursor === null) return rows;
    return `${rows}\n${view.style('dim', `More follow: --cursor ${nextCursor}`)}`;
  };
}
