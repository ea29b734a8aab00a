import type { Readable } from 'node:stream';

/** A place to write text; `columns` and `isTTY` are there on terminals. */
export interface TextSink {
  write(text: string): unknown;
  readonly isTTY?: boolean | undefined;
  readonly columns?: number | undefined;
}

/** Where requests to stop come from; the process itself outside tests. */
export interface SignalSource {
  on(signal: 'SIGINT' | 'SIGTERM', listener: () => void): unknown;
  off(signal: 'SIGINT' | 'SIGTERM', listener: () => void): unknown;
}

/** Everything the command line touches of its process. */
export interface Io {
  readonly stdin: Readable;
  readonly stdout: TextSink;
  readonly stderr: TextSink;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  readonly userHome: string;
  readonly signals: SignalSource;
  /** Milliseconds since 1970. */
  now(): number;
  /** Ends the process at once; only for a second request to stop. */
  exitNow(code: number): void;
}
