import type { ServerResponse } from 'node:http';

/** Shortest time between two writes to one connection, in milliseconds. */
const windowMs = 30;
/** Bytes that are written without waiting for the window to pass. */
const bytesMax = 64 * 1024;
/** A client that takes nothing for so long is cut off; it resumes where it was. */
const stalledMsMax = 60_000;

/** Puts small frames together, so that a busy stream costs few writes. */
export interface CoalescedWriter {
  /** Resolves once more may follow: at once, or when a client that reads slowly has caught up. */
  write(frames: Buffer): Promise<void>;
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
  let isResting = false;
  let drained: PromiseWithResolvers<void> | null = null;

  const flush = (): void => {
    if (pending.length === 0 || gone.aborted) return;
    const chunk = pending.length === 1 ? pending[0] : Buffer.concat(pending);
    pending = [];
    pendingBytes = 0;
    if (chunk !== undefined && !response.write(chunk)) waitForDrain();
  };
  const rest = (): void => {
    isResting = true;
    timer = setTimeout(() => {
      isResting = false;
      if (pending.length === 0) return;
      flush();
      rest();
    }, windowMs);
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
    async write(frames) {
      pending.push(frames);
      pendingBytes += frames.length;
      if (!isResting || pendingBytes >= bytesMax) {
        clearTimeout(timer);
        flush();
        rest();
      }
      if (drained !== null) await drained.promise;
    },
    beat() {
      if (drained === null && !gone.aborted) response.write(': keep-alive\n\n');
    },
    end(last) {
      clearTimeout(timer);
      flush();
      response.end(last);
    },
  };
}
