import type { Readable, Writable } from 'node:stream';

export type OutputStream = 'stdout' | 'stderr';

export interface ProcessLimits {
  readonly timeoutMs: number;
  /** Longest time without output; null for no such limit. */
  readonly silenceMs: number | null;
  /** Standard output and error together. */
  readonly outputBytesMax: number;
  /** How much the writable directories may grow, and the size of any one file. */
  readonly diskBytesMax: number;
  /** Data of one process, and of all of them together. */
  readonly memoryBytesMax: number;
  readonly processesMax: number;
  /** Of each process. */
  readonly openFilesMax: number;
}

/** One command with everything it may use. Paths are absolute. */
export interface ProcessRequest {
  readonly argv: readonly string[];
  readonly cwd: string;
  /** The whole environment; nothing is inherited. The sandbox adds HOME, TMPDIR and proxy settings. */
  readonly env: Readonly<Record<string, string>>;
  readonly sandbox: 'bubblewrap' | 'unsandboxed';
  /** Directories and files lent read-only, at the same path. */
  readonly readable: readonly string[];
  /** Directories lent for writing, at the same path. */
  readonly writable: readonly string[];
  /** Lent read-only at another path. Without a sandbox these are not lent. */
  readonly lent: readonly { readonly from: string; readonly to: string }[];
  /** Socket of an egress broker; null for no network at all. */
  readonly egress: { readonly socketPath: string } | null;
  readonly limits: ProcessLimits;
  /** Begins the value by which leftovers are found later; see `sweepOrphans`. */
  readonly marker: string;
  /** Decoded output as it comes, until the output limit is reached. */
  readonly onOutput?: (chunk: string, stream: OutputStream) => void;
  /** Text to be read by the command, or `pipe` for a conversation. Default: nothing. */
  readonly stdin?: string | 'pipe' | { readonly text: string };
  /** `pipe` also offers standard output as a stream of bytes. */
  readonly stdout?: 'pipe';
}

export type EndedBy =
  | 'exit'
  | 'signal'
  | 'timeout'
  | 'silence'
  | 'flood'
  | 'disk_quota'
  | 'memory_limit'
  | 'process_limit'
  | 'stopped';

export interface Exit {
  /** Null when a signal ended the command. A shell's 128 + n stays a code. */
  readonly exitCode: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly endedBy: EndedBy;
  readonly durationMs: number;
  readonly outputBytes: number;
}

export interface RunningProcess {
  readonly pid: number;
  /** Null unless `stdin: 'pipe'`. */
  readonly stdin: Writable | null;
  /** Null unless `stdout: 'pipe'`. */
  readonly stdout: Readable | null;
  /**
   * Fulfilled when the command and all that it started are gone. Rejected with `unavailable`
   * when the sandbox could not be set up, so that the command never ran.
   */
  readonly done: Promise<Exit>;
  /** Asks the processes to end, ends them after the grace time, and waits. Safe to repeat. */
  stop(): Promise<Exit>;
}
