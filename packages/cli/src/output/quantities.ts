/** Milliseconds for people: `740 ms`, `12.4 s`, `3 min 20 s`, `2 h 5 min`. */
export function durationText(ms: number): string {
  if (ms < 1_000) return `${Math.round(ms)} ms`;
  if (ms < 60_000) return `${(ms / 1_000).toFixed(1)} s`;
  const seconds = Math.round(ms / 1_000);
  if (seconds < 3_600) return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
  return `${Math.floor(seconds / 3_600)} h ${Math.floor((seconds % 3_600) / 60)} min`;
}

/** How long ago an instant was, in the largest unit that fits. */
export function agoText(instant: string, nowMs: number): string {
  const seconds = Math.max(0, Math.round((nowMs - Date.parse(instant)) / 1_000));
  if (seconds < 60) return `${seconds} s ago`;
  if (seconds < 3_600) return `${Math.floor(seconds / 60)} min ago`;
  if (seconds < 86_400) return `${Math.floor(seconds / 3_600)} h ago`;
  return `${Math.floor(seconds / 86_400)} d ago`;
}

/** Tokens as the protocol writes them: `5.2K`; unknown is said, never 0. */
export function tokensText(tokens: number | null): string {
  if (tokens === null) return 'unknown';
  if (tokens < 1_000) return String(tokens);
  return tokens < 1_000_000
    ? `${(tokens / 1_000).toFixed(1)}K`
    : `${(tokens / 1_000_000).toFixed(2)}M`;
}

/** A commit as git abbreviates it. */
export function commitText(commit: string | null): string | null {
  return commit === null ? null : commit.slice(0, 12);
}

/** Bytes in the largest binary unit that fits. */
export function bytesText(bytes: number): string {
  if (bytes < 1_024) return `${bytes} B`;
  if (bytes < 1_024 ** 2) return `${(bytes / 1_024).toFixed(1)} KiB`;
  if (bytes < 1_024 ** 3) return `${(bytes / 1_024 ** 2).toFixed(1)} MiB`;
  return `${(bytes / 1_024 ** 3).toFixed(1)} GiB`;
}
