import { formatDuration, formatElapsed } from '../format/duration.ts';
import { useNow } from './use-now.ts';

/** Time from `from` to `to`, or a running clock while there is no end. */
export function Elapsed({ from, to }: { from: string; to: string | null }) {
  if (to === null) return <RunningClock from={from} />;
  return <span>{formatDuration(Date.parse(to) - Date.parse(from))}</span>;
}

function RunningClock({ from }: { from: string }) {
  const now = useNow();
  return (
    <span role="timer" aria-live="off">
      {formatElapsed(now - Date.parse(from))}
    </span>
  );
}
