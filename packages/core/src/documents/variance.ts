/** What a deviation from the estimate leads to. */
export type VarianceAction = 'log' | 'flag' | 'learn' | 'critical';

/** Percent beyond which each stronger action starts; the sign of the deviation does not matter. */
const varianceThresholds = { flag: 30, learn: 50, critical: 100 } as const;

/**
 * `(actual - estimate) / estimate × 100`, to one decimal. Null when either is unknown or
 * nothing was estimated: an unknown usage is not a usage of 0.
 */
export function variancePercent(estimate: number, actual: number | null): number | null {
  if (actual === null || estimate <= 0) return null;
  return Math.round(((actual - estimate) / estimate) * 1_000) / 10;
}

/** Up to 30 % is logged, up to 50 % flagged, up to 100 % learned from; more is critical. */
export function varianceAction(percent: number): VarianceAction {
  const size = Math.abs(percent);
  if (size > varianceThresholds.critical) return 'critical';
  if (size > varianceThresholds.learn) return 'learn';
  return size > varianceThresholds.flag ? 'flag' : 'log';
}
