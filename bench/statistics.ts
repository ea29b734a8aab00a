/** The value below which `share` of the samples lie; `share` from 0 to 1. */
export function percentile(samples: readonly number[], share: number): number {
  if (samples.length === 0) throw new RangeError('There are no samples.');
  const sorted = [...samples].sort((a, b) => a - b);
  const index = Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1);
  return sorted[Math.max(0, index)] ?? 0;
}

export function median(samples: readonly number[]): number {
  return percentile(samples, 0.5);
}
