/**
 * Splits one line of a Markdown table into its cells, trimmed and unescaped; null when the
 * line is no row. `\|` stays inside a cell, also within code, as GitHub reads it.
 */
export function splitRow(line: string): string[] | null {
  const trimmed = line.trim();
  if (!trimmed.includes('|')) return null;
  const cells: string[] = [];
  let cell = '';
  for (let at = trimmed.startsWith('|') ? 1 : 0; at < trimmed.length; at += 1) {
    const character = trimmed.charAt(at);
    const next = trimmed.charAt(at + 1);
    if (character === '\\' && next !== '' && '\\|<'.includes(next)) {
      cell += next;
      at += 1;
    } else if (character === '|') {
      cells.push(cell.trim());
      cell = '';
    } else if (character === '<' && /^<br ?\/?>/i.test(trimmed.slice(at, at + 6))) {
      cell += '\n';
      at = trimmed.indexOf('>', at);
    } else {
      cell += character;
    }
  }
  if (cell.trim() !== '' || !trimmed.endsWith('|')) cells.push(cell.trim());
  return cells;
}

/** The line below the headings: dashes, colons and bars only. */
export function isDelimiterRow(line: string): boolean {
  return line.includes('-') && line.includes('|') && /^[\s|:-]+$/.test(line);
}

/** Makes a text safe inside one cell; {@link splitRow} gives it back, trimmed. */
export function escapeCell(text: string): string {
  return text
    .trim()
    .replaceAll(/[\\|]|<(?=[A-Za-z/!?])/g, (character) => `\\${character}`)
    .replaceAll('\n', '<br>');
}

/** A long cell is not padded for: a list of all tasks would else be paid for in every row. */
const paddedCharsMax = 60;

/** Lays rows out with padded columns, the way people write tables by hand. */
export function layoutTable(
  header: readonly string[],
  rows: readonly (readonly string[])[],
): string {
  const widths = header.map((name, column) => {
    const longest = rows.reduce((width, row) => Math.max(width, (row[column] ?? '').length), 0);
    return Math.max(3, name.length, Math.min(paddedCharsMax, longest));
  });
  const line = (cells: readonly string[]) =>
    `| ${widths.map((width, column) => (cells[column] ?? '').padEnd(width)).join(' | ')} |`;
  const delimiter = `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`;
  return `${[line(header), delimiter, ...rows.map(line)].join('\n')}\n`;
}
