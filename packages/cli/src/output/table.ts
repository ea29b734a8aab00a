import { limits } from '../limits.ts';
import { displayWidth, fitWidth } from './display-width.ts';
import { plainLine } from './plain-text.ts';
import type { Format, View } from './terminal.ts';

export interface Column<Row> {
  readonly title: string;
  readonly text: (row: Row, view: View) => string;
  readonly format?: (row: Row) => Format | null;
  /** Gives way first when the terminal is too narrow. */
  readonly isFlexible?: boolean;
  readonly isRight?: boolean;
}

const gap = '  ';

/** Rows below titles, one line each; cells are made harmless and shortened to the width. */
export function table<Row>(
  rows: readonly Row[],
  columns: readonly Column<Row>[],
  view: View,
): string {
  const cells = rows.map((row) => columns.map((column) => plainLine(column.text(row, view))));
  const widths = fit(
    columns.map((column, index) =>
      Math.max(displayWidth(column.title), ...cells.map((row) => displayWidth(row[index] ?? ''))),
    ),
    columns,
    view.columns,
  );
  const line = (texts: readonly string[], format: (index: number) => Format | null) =>
    columns
      .map((column, index) => {
        const width = widths[index] ?? 0;
        const text = fitWidth(texts[index] ?? '', width);
        const padding = ' '.repeat(Math.max(0, width - displayWidth(text)));
        const wanted = format(index);
        const shown = wanted === null || text === '' ? text : view.style(wanted, text);
        return column.isRight ? padding + shown : shown + padding;
      })
      .join(gap)
      .trimEnd();
  const titles = line(
    columns.map((column) => column.title),
    () => 'dim',
  );
  const body = rows.map((row, number) =>
    line(cells[number] ?? [], (index) => columns[index]?.format?.(row) ?? null),
  );
  return [titles, ...body].join('\n');
}

/** Takes what is too much from the flexible columns, widest first. */
function fit(
  wanted: readonly number[],
  columns: readonly Column<never>[],
  available: number,
): number[] {
  const widths = [...wanted];
  const total = () => widths.reduce((sum, width) => sum + width, gap.length * (widths.length - 1));
  for (let excess = total() - available; excess > 0; excess = total() - available) {
    let widest = -1;
    for (const [index, column] of columns.entries()) {
      const width = widths[index] ?? 0;
      if (column.isFlexible && width > limits.columnCharsMin && width > (widths[widest] ?? 0)) {
        widest = index;
      }
    }
    if (widest === -1) return widths;
    widths[widest] = Math.max(limits.columnCharsMin, (widths[widest] ?? 0) - excess);
  }
  return widths;
}
