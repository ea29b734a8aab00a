import type { PlanGaps } from '@mosaic/contract';
import { plainLine } from '../output/plain-text.ts';
import type { View } from '../output/terminal.ts';

/** What a plan lacks, area by area, and what it would have with it. */
export function gapsText({ gaps, before, after }: PlanGaps, view: View): string {
  if (gaps.length === 0) return view.style('green', 'Nothing is missing in the five areas.');
  const areas = Map.groupBy(gaps, ({ area }) => area);
  const lines = [...areas].flatMap(([area, found]) => [
    view.style('bold', area.replaceAll('-', ' ')),
    ...found.flatMap(({ rule, reason, nodes, edges }) => [
      `  ${plainLine(reason)} ${view.style('dim', `(${rule})`)}`,
      ...nodes.map(({ id, title }) => `    ${view.style('green', '+')} ${id} ${plainLine(title)}`),
      ...edges.map(
        ({ from, to, kind }) => `    ${view.style('green', '+')} ${from} → ${to} (${kind})`,
      ),
    ]),
  ]);
  const counts = `Atomics ${before.counts.atomic} → ${after.counts.atomic}, edges ${before.edges} → ${after.edges}.`;
  return [...lines, '', counts].join('\n');
}
