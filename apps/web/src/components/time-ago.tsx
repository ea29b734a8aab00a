import { formatAgo } from '../format/duration.ts';
import { useNow } from './use-now.ts';

/** `5 min ago`, with the exact local time in the title. */
export function TimeAgo({ at }: { at: string }) {
  const now = useNow();
  return (
    <time dateTime={at} title={new Date(at).toLocaleString()}>
      {formatAgo(now - Date.parse(at))}
    </time>
  );
}
