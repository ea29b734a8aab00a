import { closeSync, openSync, readSync, writeSync } from 'node:fs';
import { constants } from 'node:os';

/** Storage calls that can fail; the bits of `enum operation` in storage-shim.c. */
const bits = { write: 1, sync: 2, open: 4, truncate: 8, unlink: 16 } as const;

export interface Fault {
  readonly calls: readonly (keyof typeof bits)[];
  readonly error: 'ENOSPC' | 'EIO' | 'EROFS';
  /** Calls that still succeed. */
  readonly skip?: number;
  /** Calls that then fail; all of them unless given. */
  readonly times?: number;
  /** Whether a write that fails does its first half. */
  readonly isPartial?: boolean;
}

/** Makes the storage calls of a running process fail. */
export interface FaultControl {
  readonly file: string;
  set(fault: Fault): void;
  clear(): void;
  /** How many calls failed so far. */
  failed(): number;
  /** Moves the wall clock of the process. */
  moveClock(ms: number): void;
  close(): void;
}

/** Offsets in `struct control` of storage-shim.c. */
const at = { operations: 0, error: 4, skip: 8, times: 12, failed: 16, isPartial: 20, clockMs: 24 };
const blockBytes = 32;

export function createFaultControl(file: string): FaultControl {
  const descriptor = openSync(file, 'w+', 0o600);
  writeSync(descriptor, Buffer.alloc(blockBytes), 0, blockBytes, 0);
  const put = (offset: number, value: number) => {
    const bytes = Buffer.alloc(4);
    bytes.writeInt32LE(value);
    writeSync(descriptor, bytes, 0, 4, offset);
  };
  return {
    file,
    set({ calls, error, skip = 0, times = -1, isPartial = false }) {
      put(at.operations, 0);
      put(at.error, constants.errno[error]);
      put(at.skip, skip);
      put(at.times, times);
      put(at.isPartial, isPartial ? 1 : 0);
      put(
        at.operations,
        calls.reduce((sum, call) => sum | bits[call], 0),
      );
    },
    clear: () => put(at.operations, 0),
    failed() {
      const bytes = Buffer.alloc(4);
      readSync(descriptor, bytes, 0, 4, at.failed);
      return bytes.readInt32LE();
    },
    moveClock(ms) {
      const bytes = Buffer.alloc(8);
      bytes.writeBigInt64LE(BigInt(ms));
      writeSync(descriptor, bytes, 0, 8, at.clockMs);
    },
    close: () => closeSync(descriptor),
  };
}
