import type { PlanFinding, PlanSeverity } from '@mosaic/contract';
import { plainLine } from '../output/plain-text.ts';
import { type Column, table } from '../output/table.ts';
import type { Format, View } from '../output/terminal.ts';

const order: readonly PlanSeverity[] = ['error', 'warning', 'advice'];
const formats: Readonly<Record<PlanSeverity, Format>> = {
  error: 'red',
  warning: 'yellow',
  advice: 'dim',
};

/** Findings shown at once; all of them are in the JSON. */
const findingsShown = 40;

const columns: readonly Column<PlanFinding>[] = [
  {
    title: 'WEIGHT',
    text: ({ severity }) => severity,
    format: ({ severity }) => formats[severity],
  },
  { title: 'CODE', text: ({ code }) => code },
  { title: 'NODE', text: ({ path }) => path.at(-1) ?? 'plan' },
  { title: 'WHAT', text: ({ message }) => plainLine(message), isFlexible: true },
];

/** What the compiler has to say, the worst first. */
export function findingsText(findings: readonly PlanFinding[], view: View): string {
  if (findings.length === 0) return view.style('green', 'Nothing to complain about.');
  const sorted = findings.toSorted((a, b) => order.indexOf(a.severity) - order.indexOf(b.severity));
  const rest = sorted.length - findingsShown;
  return [
    table(sorted.slice(0, findingsShown), columns, view),
    ...(rest > 0 ? [view.style('dim', `${rest} more; --json has all.`)] : []),
  ].join('\n');
}

/** How many findings there are of each weight, such as `1 error, 3 advice`. */
export function findingCounts(counts: Readonly<Record<PlanSeverity, number>>): string {
  const words = { error: 'errors', warning: 'warnings', advice: 'pieces of advice' } as const;
  const one = { error: 'error', warning: 'warning', advice: 'piece of advice' } as const;
  const said = order
    .filter((severity) => counts[severity] > 0)
    .map((severity) => `${counts[severity]} ${(counts[severity] === 1 ? one : words)[severity]}`);
  return said.length === 0 ? 'none' : said.join(', ');
}
