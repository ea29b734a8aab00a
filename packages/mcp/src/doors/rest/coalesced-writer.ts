import type { ServerResponse } from 'node:http';

/** Shortest time between two writes to one connection, in milliseconds. */
const windowMs = 30;
/** Bytes that are written without waiting for the window to pass. */
const bytesMax = 64 * 1024;
/** A client that takes nothing for so long is cut off; it resumes where it was. */
const stalledMsMax = 60_000;

/** Puts small frames together, so that a busy stream costs few writes. */
export interface CoalescedWriter {
  /** Undefined when more may follow at once; else resolves when a client that reads slowly caught up. */
  write(frames: Buffer): Promise<void> | undefined;
  /** Keeps the connection alive; nothing is sent to a client that still has to read. */
  beat(): void;
  end(last: string): void;
}

/**
 * Writes what comes after a silence at once, and what follows within {@link windowMs} together.
 *
 * At most one batch and {@link bytesMax} wait for a client, however slowly it reads: its stream
 * is not asked for more until it has caught up.
 */
export function createCoalescedWriter(
  response: Pick<ServerResponse, 'write' | 'end' | 'once' | 'off' | 'destroy'>,
  gone: AbortSignal,
): CoalescedWriter {
  let pending: Buffer[] = [];
  let pendingBytes = 0;
  let timer: NodeJS.Timeout | undefined;
  let flushedAt = Number.NEGATIVE_INFINITY;
  let drained: PromiseWithResolvers<void> | null = null;

  const flush = (): void => {
    clearTimeout(timer);
    timer = undefined;
    if (pending.length === 0 || gone.aborted) return;
    flushedAt = performance.now();
    const chunk = pending.length === 1 ? pending[0] : Buffer.concat(pending);
    pending = [];
    pendingBytes = 0;
    if (chunk !== undefined && !response.write(chunk)) waitForDrain();
  };
  const waitForDrain = (): void => {
    if (drained !== null) return;
    const waiting = Promise.withResolvers<void>();
    drained = waiting;
    const stalled = setTimeout(() => response.destroy(), stalledMsMax);
    const finish = () => {
      clearTimeout(stalled);
      response.off('drain', finish);
      gone.removeEventListener('abort', finish);
      drained = null;
      waiting.resolve();
    };
    response.once('drain', finish);
    gone.addEventListener('abort', finish);
  };
  return {
    write(frames) {
      pending.push(frames);
      pendingBytes += frames.length;
      const restMs = windowMs - (performance.now() - flushedAt);
      if (restMs <= 0 || pendingBytes >= bytesMax) flush();
      else timer ??= setTimeout(flush, restMs);
      return drained?.promise;
    },
    beat() {
      if (drained === null && !gone.aborted) response.write(': keep-alive\n\n');
    },
    end(last) {
      flush();
      response.end(last);
    },
  };
}
