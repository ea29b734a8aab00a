import { displayWidth } from './display-width.ts';
import { plainLine } from './plain-text.ts';
import type { Format, View } from './terminal.ts';

/** A label and what is known; null and undefined are left out. */
export type Fact = readonly [label: string, text: string | null | undefined, format?: Format];

/** Facts below each other, labels aligned. */
export function facts(list: readonly Fact[], view: View): string {
  const known = list.filter(
    (fact): fact is readonly [string, string, Format?] => typeof fact[1] === 'string',
  );
  const width = Math.max(0, ...known.map(([label]) => displayWidth(label)));
  return known
    .map(([label, text, format]) => {
      const padding = ' '.repeat(width - displayWidth(label));
      const shown = plainLine(text);
      return `${view.style('dim', label)}${padding}  ${format ? view.style(format, shown) : shown}`;
    })
    .join('\n');
}
