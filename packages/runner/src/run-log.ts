import type { Client } from '@mosaic/client';
import { limits as contractLimits, isMosaicError, operations, visibleText } from '@mosaic/contract';
import { limits } from './limits.ts';

/** The log of one run, sent to the hub in pieces. */
export interface RunLog {
  /** Adds text; control characters other than line ends and tabs are dropped. */
  write(text: string): void;
  line(text: string): void;
  /** True once the log is full: whoever writes that much is flooding. */
  isFull(): boolean;
  /** Sends what is left and stops. */
  close(): Promise<void>;
}

/**
 * Buffers log text and appends it to the run's log in order.
 *
 * A piece that could not be sent is sent again; once the lease is lost nothing more is.
 */
export function createRunLog(client: Client, runId: string, fencingToken: number): RunLog {
  let pending = '';
  let offset = 0;
  let isOver = false;
  let isFull = false;
  let sending: Promise<void> = Promise.resolve();

  const sendOnce = async (): Promise<void> => {
    if (pending === '' || isOver) return;
    const text = pending.slice(0, contractLimits.logChunkCharsMax);
    try {
      const { nextOffset } = await client.call(operations.appendRunLog, {
        runId,
        fencingToken,
        offset,
        text,
      });
      pending = pending.slice(nextOffset - offset);
      offset = nextOffset;
    } catch (error) {
      if (!isMosaicError(error)) throw error;
      if (error.code === 'too_large') isFull = true;
      if (['lease_lost', 'not_found', 'too_large', 'unauthenticated'].includes(error.code)) {
        isOver = true;
        pending = '';
      }
    }
  };
  const timer = setInterval(() => {
    sending = sending.then(sendOnce);
  }, limits.logFlushMs);
  timer.unref();
  return {
    write(text) {
      // A flood comes in many small pieces; once full, each must cost next to nothing.
      if (isOver || isFull) return;
      const room = contractLimits.runLogCharsMax - offset - pending.length;
      const visible = visibleText(text);
      isFull = visible.length > room;
      pending += visible.slice(0, room);
    },
    line(text) {
      this.write(`${text}\n`);
    },
    isFull: () => isFull,
    async close() {
      clearInterval(timer);
      for (let attempt = 0; attempt < 200 && pending !== '' && !isOver; attempt += 1) {
        const before = offset;
        sending = sending.then(sendOnce);
        await sending;
        if (offset === before) break;
      }
    },
  };
}
