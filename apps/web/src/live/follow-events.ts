import { type Event, isMosaicError, operations } from '@mosaic/contract';
import type { Hub } from '../data/hub.ts';

export interface FollowOptions {
  hub: Hub;
  /** Last event already covered by what the page has read. */
  after: number;
  signal: AbortSignal;
  reopenDelayMs: { first: number; max: number };
  onEvent: (event: Event) => void;
  onConnection: (state: 'open' | 'lost') => void;
  /** The hub no longer accepts the token: following is over. */
  onRefused: () => void;
  /** Events after the place were forgotten: what the page shows must be read anew. */
  onGap: () => void;
  wait: (delayMs: number, signal: AbortSignal) => Promise<void>;
}

/**
 * Follows events until `signal` aborts, without gap or repeat.
 *
 * The client resumes short interruptions by itself; when it gives up, the stream is
 * opened again after the last event seen, with growing waits.
 */
export async function followEvents(options: FollowOptions): Promise<void> {
  const { hub, signal, reopenDelayMs, onConnection } = options;
  let after = options.after;
  let delayMs = reopenDelayMs.first;
  while (!signal.aborted) {
    try {
      const events = hub.stream(operations.watchEvents, { after }, { signal, onConnection });
      for await (const event of events) {
        if (event.seq <= after) continue;
        after = event.seq;
        delayMs = reopenDelayMs.first;
        options.onEvent(event);
      }
    } catch (error) {
      if (signal.aborted) return;
      if (isMosaicError(error) && error.code === 'unauthenticated') {
        options.onRefused();
        return;
      }
      const goOn = placeAfterGap(error);
      if (goOn !== null) {
        after = goOn;
        options.onGap();
        continue;
      }
    }
    if (signal.aborted) return;
    onConnection('lost');
    await options.wait(delayMs, signal);
    delayMs = Math.min(delayMs * 2, reopenDelayMs.max);
  }
}

/** Where to go on when the hub says that it no longer keeps what comes next. */
function placeAfterGap(error: unknown): number | null {
  if (!isMosaicError(error) || error.code !== 'gone') return null;
  const { lastSeq } = error.details;
  return typeof lastSeq === 'number' ? lastSeq : null;
}

/** Resolves after `delayMs` or when `signal` aborts. */
export function waitFor(delayMs: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, delayMs);
    signal.addEventListener('abort', end);
  });
}
