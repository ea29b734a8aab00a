import { createHash } from 'node:crypto';
import { visibleText } from '@mosaic/contract';
import { limits } from './limits.ts';

/** What a gate printed: hashed whole, kept in part. */
export interface GateLog {
  add(chunk: string): void;
  finish(): { log: string; logSha256: string; logBytes: number; isLogComplete: boolean };
}

/** Keeps beginning and end of an output of any size; the hash covers all of it. */
export function createGateLog(): GateLog {
  const hash = createHash('sha256');
  let head = '';
  let tail = '';
  let chars = 0;
  let bytes = 0;
  return {
    add(chunk) {
      hash.update(chunk);
      bytes += Buffer.byteLength(chunk);
      chars += chunk.length;
      const room = limits.gateLogHeadChars - head.length;
      head += chunk.slice(0, room);
      tail = (tail + chunk.slice(room)).slice(-limits.gateLogTailChars);
    },
    finish() {
      const isLogComplete = chars === head.length + tail.length;
      const omitted = chars - head.length - tail.length;
      const gap = isLogComplete ? '' : `\n[… ${omitted} characters left out …]\n`;
      return {
        log: visibleText(head + gap + tail),
        logSha256: hash.digest('hex'),
        logBytes: bytes,
        isLogComplete,
      };
    },
  };
}
