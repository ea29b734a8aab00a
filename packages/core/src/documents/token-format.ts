/** Writes tokens as `docs/tasks.md` does: thousands with at most one decimal, `8K`, `4.2K`. */
export function formatTokens(tokens: number): string {
  const thousands = (Math.round(tokens / 100) / 10).toFixed(1);
  return `${thousands.endsWith('.0') ? thousands.slice(0, -2) : thousands}K`;
}
