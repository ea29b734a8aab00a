/** `5200` → `5.2K`; unknown stays unknown, never 0. */
export function formatTokens(tokens: number | null): string {
  if (tokens === null) return 'unknown';
  if (tokens < 1_000) return String(tokens);
  // 999 950 rounds to 1 000.0 K, so the next unit begins a little earlier.
  if (tokens < 999_950) return `${trimZero((tokens / 1_000).toFixed(1))}K`;
  return `${trimZero((tokens / 1_000_000).toFixed(2))}M`;
}

/** `5.2K of ~8K tokens`, or what is known of it. */
export function formatTokenUse(used: number | null, estimate: number | null): string {
  const planned = `~${formatTokens(estimate)}`;
  return used === null
    ? `tokens unknown, ${estimate === null ? 'none' : planned} estimated`
    : estimate === null
      ? `${formatTokens(used)} tokens`
      : `${formatTokens(used)} of ${planned} tokens`;
}

function trimZero(text: string): string {
  return text.replace(/\.?0+$/, '');
}
