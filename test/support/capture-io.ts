import { EventEmitter } from 'node:events';
import { Readable } from 'node:stream';
import type { Io } from '@mosaic/cli';

/** Surroundings of a command line that keep what it prints. */
export function captureIo(): { io: Io; output: () => string } {
  const printed: string[] = [];
  const sink = { write: (text: string) => printed.push(text), columns: 200 };
  return {
    output: () => printed.join(''),
    io: {
      stdin: Readable.from([]),
      stdout: sink,
      stderr: sink,
      env: {},
      cwd: '/',
      userHome: '/nowhere',
      signals: new EventEmitter(),
      now: () => Date.UTC(2026, 0, 15),
      exitNow: () => undefined,
    },
  };
}
