/**
 * Whole percent that does not lie at the ends: 0 only for nothing, 100 only for all.
 */
export function percentOf(part: number, total: number): number {
  if (total <= 0) return 0;
  const percent = Math.round((part / total) * 100);
  if (percent <= 0 && part > 0) return 1;
  if (percent >= 100 && part < total) return 99;
  return Math.min(100, Math.max(0, percent));
}
