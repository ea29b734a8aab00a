import { type Event, isMosaicError, operations } from '@mosaic/contract';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useEffect } from 'react';
import { useHubContext } from '../app/hub-context.ts';
import { ErrorNotice } from '../components/error-notice.tsx';
import { Loading } from '../components/loading.tsx';
import { keys } from '../data/keys.ts';
import { webLimits } from '../limits.ts';
import { applyChanges } from './apply-changes.ts';
import { createCoalescer } from './coalesce.ts';
import { followEvents, waitFor } from './follow-events.ts';
import { reduceEvents } from './reduce-events.ts';

interface LiveGateProps {
  onRefused: () => void;
  children: ReactNode;
}

/**
 * Keeps the page current over one event stream.
 *
 * The position of the stream is read before anything else: whatever the page reads
 * later is at least that new, and everything after it comes as an event.
 */
export function LiveGate({ onRefused, children }: LiveGateProps) {
  const { hub } = useHubContext();
  const status = useQuery({
    queryKey: keys.system,
    queryFn: () => hub.call(operations.systemStatus, {}),
    // A token that is refused is never worth another try; a hub that is starting is.
    retry: (_failures, error) => !isMosaicError(error) || error.code === 'unavailable',
    retryDelay: (failures) =>
      Math.min(webLimits.reopenDelayMs.first * 2 ** failures, webLimits.reopenDelayMs.max),
  });
  const start = status.data?.lastEventSeq;
  useEventStream(start, onRefused);

  if (start !== undefined) return children;
  if (status.failureReason !== null && !isRefusal(status.failureReason)) {
    return (
      <main className="lone-page">
        <h1 className="visually-hidden">MosAIc</h1>
        <ErrorNotice
          title="The hub does not answer"
          error={status.failureReason}
          hint="Is it running? `mosaic up` starts it. This page continues by itself once it is back."
          onRetry={() => void status.refetch()}
        />
      </main>
    );
  }
  return (
    <main className="lone-page">
      <h1 className="visually-hidden">MosAIc</h1>
      <Loading label="Connecting to the hub" />
    </main>
  );
}

function isRefusal(error: Error): boolean {
  return isMosaicError(error) && error.code === 'unauthenticated';
}

function useEventStream(start: number | undefined, onRefused: () => void): void {
  const { hub, connection } = useHubContext();
  const queryClient = useQueryClient();

  useEffect(() => {
    if (start === undefined) return;
    const stop = new AbortController();
    const coalescer = createCoalescer<Event>({
      delayMs: webLimits.coalesceMs,
      itemsMax: webLimits.pendingEventsMax,
      flush: async (events, isOverflow) => {
        if (isOverflow) await queryClient.invalidateQueries({ predicate: isContent });
        else await applyChanges({ hub, queryClient }, reduceEvents(events));
      },
    });
    let lastSeq = start;
    let wasLost = false;
    const unsubscribe = connection.subscribe(() => {
      if (connection.get() === 'reconnecting') wasLost = true;
      if (connection.get() !== 'live' || !wasLost) return;
      wasLost = false;
      void catchUp();
    });
    // The stream resumes without a gap. Reading again covers what no event tells of, and a hub
    // whose data was replaced meanwhile: its events are counted anew, so the page begins anew.
    async function catchUp(): Promise<void> {
      await queryClient.invalidateQueries({ predicate: isContent });
      const now = await hub.call(operations.systemStatus, {}).catch(() => null);
      if (now !== null && now.lastEventSeq < lastSeq) location.reload();
    }
    void followEvents({
      hub,
      after: start,
      signal: stop.signal,
      reopenDelayMs: webLimits.reopenDelayMs,
      onEvent: (event) => {
        lastSeq = event.seq;
        coalescer.add(event);
      },
      onConnection: (state) => {
        if (state === 'open') connection.set('live');
        else if (connection.get() === 'live') connection.set('reconnecting');
      },
      onRefused,
      onGap: () => void catchUp(),
      wait: waitFor,
    });
    return () => {
      stop.abort();
      unsubscribe();
      coalescer.stop();
    };
  }, [start, hub, connection, queryClient, onRefused]);
}

/** Everything but the position of the stream, which must stay what it was at the start. */
function isContent(query: { queryKey: readonly unknown[] }): boolean {
  return query.queryKey[0] !== keys.system[0];
}
