const secondMs = 1_000;
const minuteMs = 60 * secondMs;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

/** Two units at most: `850 ms`, `4.2 s`, `3 min 05 s`, `2 h 10 min`, `3 d 4 h`. */
export function formatDuration(durationMs: number): string {
  const ms = Math.max(0, durationMs);
  if (ms < secondMs) return `${Math.round(ms)} ms`;
  if (ms < 10 * secondMs - 50) return `${(ms / secondMs).toFixed(1)} s`;
  const seconds = Math.round(ms / secondMs);
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3_600) return `${Math.floor(seconds / 60)} min ${pad(seconds % 60)} s`;
  const minutes = Math.floor(ms / minuteMs);
  if (ms < dayMs) return `${Math.floor(minutes / 60)} h ${pad(minutes % 60)} min`;
  const hours = Math.floor(ms / hourMs);
  return `${Math.floor(hours / 24)} d ${hours % 24} h`;
}

/** Coarse distance to the past: `just now`, `5 min ago`, `3 h ago`, `2 d ago`. */
export function formatAgo(agoMs: number): string {
  if (agoMs < 45 * secondMs) return 'just now';
  if (agoMs < hourMs - minuteMs / 2) return `${Math.max(1, Math.round(agoMs / minuteMs))} min ago`;
  if (agoMs < dayMs - hourMs / 2) return `${Math.max(1, Math.round(agoMs / hourMs))} h ago`;
  return `${Math.max(1, Math.round(agoMs / dayMs))} d ago`;
}

/** Running time as a clock, steady in width: `0:07`, `12:34`, `1:02:03`. */
export function formatElapsed(elapsedMs: number): string {
  const seconds = Math.max(0, Math.floor(elapsedMs / secondMs));
  const hours = Math.floor(seconds / 3_600);
  const minutes = Math.floor(seconds / 60) % 60;
  if (hours > 0) return `${hours}:${pad(minutes)}:${pad(seconds % 60)}`;
  return `${minutes}:${pad(seconds % 60)}`;
}

function pad(value: number): string {
  return String(value).padStart(2, '0');
}
