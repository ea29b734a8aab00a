/** Micro-USD: `$0.004`, `$1.20`, `$340`. */
export function formatCost(microUsd: number): string {
  const usd = microUsd / 1_000_000;
  if (usd >= 100) return `$${Math.round(usd).toLocaleString('en')}`;
  if (usd >= 0.01 || usd === 0) return `$${usd.toFixed(2)}`;
  return `$${usd.toPrecision(1)}`;
}
