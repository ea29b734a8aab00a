import { visibleText } from '@mosaic/contract';

/** One file of the planning workspace, relative to it. */
export interface PlanningFile {
  readonly path: string;
  readonly text: string;
}

export function jsonFile(path: string, value: unknown): PlanningFile {
  return { path, text: `${JSON.stringify(value, null, 2)}\n` };
}

/** A Markdown file of blocks; empty ones are left out. */
export function markdownFile(path: string, blocks: readonly string[]): PlanningFile {
  return { path, text: `${blocks.filter((block) => block !== '').join('\n\n')}\n` };
}

/** Foreign text on one line, in which nothing is markup. */
export function plain(text: string): string {
  return visibleText(text)
    .replaceAll(/\s+/g, ' ')
    .trim()
    .replaceAll(/[\\`*_[\]<>|#]/g, (sign) => `\\${sign}`);
}

export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  if (rows.length === 0) return '';
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

export function bullets(items: readonly string[]): string {
  return items.map((item) => `- ${item}`).join('\n');
}

/** The first items and how many more there are. */
export function firstOf(items: readonly string[], max: number): string[] {
  if (items.length <= max) return [...items];
  return [...items.slice(0, max), `… and ${items.length - max} more`];
}

/** Minutes as hours with one digit. */
export function hours(minutes: number): number {
  return Math.round(minutes / 6) / 10;
}
