import type { Percentiles, PlanForecast, PlanScenario } from '@mosaic/contract';
import { tokensText } from '../output/quantities.ts';
import { type Column, table } from '../output/table.ts';
import type { View } from '../output/terminal.ts';
import { costText, workText } from '../output/work-text.ts';

interface Row {
  readonly name: string;
  readonly values: Percentiles | null;
  readonly text: (value: number) => string;
}

const value = (row: Row, at: keyof Percentiles): string =>
  row.values === null ? 'unknown' : row.text(row.values[at]);

const columns: readonly Column<Row>[] = [
  { title: 'FORECAST', text: ({ name }) => name },
  { title: 'P50', text: (row) => value(row, 'p50'), isRight: true },
  { title: 'P80', text: (row) => value(row, 'p80'), isRight: true },
  { title: 'P95', text: (row) => value(row, 'p95'), isRight: true },
];

/** Duration, tokens and cost with their spread, and how far to believe them. */
export function forecastText(forecast: PlanForecast, view: View): string {
  const rows: readonly Row[] = [
    { name: 'Duration', values: forecast.minutes, text: workText },
    { name: 'Tokens', values: forecast.tokens, text: (tokens) => tokensText(Math.round(tokens)) },
    { name: 'Cost', values: forecast.costMicroUsd, text: costText },
  ];
  const bars = sparkline(forecast.histogram.map(({ count }) => count));
  const [first] = forecast.histogram;
  return [
    table(rows, columns, view),
    ...(first === undefined || bars === ''
      ? []
      : [
          `${view.style('dim', `from ${workText(first.fromMinutes)}`)} ${view.style('cyan', bars)}`,
        ]),
    view.style('dim', confidenceText(forecast)),
  ].join('\n');
}

/** Work in days of eight hours; half, four fifths and nineteen twentieths of the samples need no more. */
function confidenceText({ samples, confidence, unlearned, finished }: PlanForecast): string {
  const basis =
    confidence === 'none'
      ? 'no finished run to learn from yet: the estimates are those of the plan'
      : `confidence ${confidence}; ${unlearned} atomics rest on no finished run of their kind`;
  const over = finished === 0 ? '' : `; ${finished} atomics are over`;
  return `Days of eight hours, ${samples} samples; ${basis}${over}.`;
}

const blocks = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];

function sparkline(counts: readonly number[]): string {
  const most = Math.max(0, ...counts);
  if (most === 0) return '';
  return counts
    .map((count) => blocks[Math.min(blocks.length - 1, Math.floor((count / most) * blocks.length))])
    .join('');
}

const scenarioColumns: readonly Column<PlanScenario>[] = [
  { title: 'SCENARIO', text: ({ name }) => name, isFlexible: true },
  { title: 'WORKERS', text: ({ limits }) => String(limits.workers), isRight: true },
  { title: 'WITHOUT', text: ({ without }) => without.join(', '), isFlexible: true },
  { title: 'PLANNED', text: ({ makespanMinutes }) => workText(makespanMinutes), isRight: true },
  { title: 'P50', text: ({ forecast }) => workText(forecast.minutes.p50), isRight: true },
  { title: 'P95', text: ({ forecast }) => workText(forecast.minutes.p95), isRight: true },
];

/** Each "what if" beside the plan as it is. */
export function scenariosText(scenarios: readonly PlanScenario[], view: View): string {
  return table(scenarios, scenarioColumns, view);
}
