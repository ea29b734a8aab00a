import type { Percentiles, PlanForecast } from '@mosaic/contract';

const histogramSteps = 24;

/** Half, four fifths and nineteen twentieths of sorted values are no larger. */
export function percentiles(sorted: Float64Array, round: (value: number) => number): Percentiles {
  const at = (share: number) =>
    round(sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? 0);
  return { p50: at(0.5), p80: at(0.8), p95: at(0.95) };
}

/** Counts sorted values in equal steps; a single step where all are the same. */
export function histogram(sorted: Float64Array): PlanForecast['histogram'] {
  const least = sorted[0] ?? 0;
  const most = sorted[sorted.length - 1] ?? 0;
  if (sorted.length === 0) return [];
  if (most === least) return [{ fromMinutes: toHundredths(least), count: sorted.length }];
  const width = (most - least) / histogramSteps;
  const counts = new Int32Array(histogramSteps);
  for (const value of sorted) {
    const step = Math.min(histogramSteps - 1, Math.floor((value - least) / width));
    counts[step] = (counts[step] ?? 0) + 1;
  }
  return Array.from(counts, (count, step) => ({
    fromMinutes: toHundredths(least + step * width),
    count,
  }));
}

export function toHundredths(value: number): number {
  return Math.round(value * 100) / 100;
}
