import type { Readable, Writable } from 'node:stream';
import type { Finding, RunFailure } from '@mosaic/contract';
import type { SessionUsage } from './usage.ts';

/** What drives one kind of coding agent. Holds no state: every session is its own process. */
export interface Runtime {
  readonly id: string;
  /** What the runtime offers at best; the session says what its agent really has. */
  readonly capabilities: RuntimeCapabilities;
  /** Program it starts, for `doctor`. */
  readonly program: string;
  /** Starts an agent. Never rejects: a failure is a value. */
  open(request: OpenRequest, host: RuntimeHost): Promise<OpenedSession>;
}

export interface RuntimeCapabilities {
  /** Tells how much of the context window is in use. */
  readonly contextUsage: boolean;
  /** Takes more than one prompt. */
  readonly followUp: boolean;
  /** Asks before it uses tools. */
  readonly permissions: boolean;
  /** Connects to our MCP endpoint. */
  readonly mcp: boolean;
}

export interface OpenRequest {
  /** Absolute path of the work tree, as the agent sees it. */
  readonly workdir: string;
  /** Endpoint for this worker alone; null for none. */
  readonly mcp: { readonly url: string; readonly token: string } | null;
  /** Added to the environment the host gives. */
  readonly env: Readonly<Record<string, string>>;
  /** The task in a form that programs read; agents are told in words. */
  readonly assignment: TaskFacts;
  /** Called in order. Text in events is foreign, cut and without control characters. */
  readonly onEvent: (event: RuntimeEvent) => void;
}

/** The task as a program reads it. */
export interface TaskFacts {
  readonly task: { readonly key: string; readonly title: string };
  readonly finding: Finding | null;
}

export type OpenedSession =
  | { readonly session: AgentSession; readonly failure: null }
  | { readonly session: null; readonly failure: RunFailure };

/** One conversation with one agent process. One turn at a time. */
export interface AgentSession {
  readonly capabilities: RuntimeCapabilities;
  /**
   * Gives the agent a text and waits for the end of its turn. Never rejects. An aborted
   * signal cancels the turn; an agent that does not obey is ended.
   */
  prompt(text: string, signal: AbortSignal): Promise<TurnEnd>;
  usage(): SessionUsage;
  /** Ends the agent and waits until it is gone. Safe to repeat. */
  close(): Promise<void>;
}

export type StopReason = 'end_turn' | 'max_tokens' | 'max_turn_requests' | 'refusal' | 'cancelled';

/** `failure` is set when the agent cannot go on; the text said up to then is kept. */
export type TurnEnd =
  | { readonly stopReason: StopReason; readonly text: string; readonly failure: null }
  | { readonly stopReason: 'failed'; readonly text: string; readonly failure: RunFailure };

export type RuntimeEvent =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'thought'; readonly text: string }
  | {
      readonly type: 'tool';
      readonly id: string;
      readonly title: string;
      readonly kind: string;
      readonly status: string;
      readonly paths: readonly string[];
    }
  | {
      readonly type: 'permission';
      readonly title: string;
      readonly isAllowed: boolean;
      readonly reason: string;
    }
  | { readonly type: 'usage'; readonly usage: SessionUsage }
  /** The agent shortened its own memory: what it knew of the rules may be lost. */
  | { readonly type: 'compaction' }
  | { readonly type: 'notice'; readonly text: string };

/** Runs programs for a runtime, inside the sandbox and limits of the run. */
export interface RuntimeHost {
  /** Rejects when the program could not be started. */
  spawn(argv: readonly string[], options: SpawnOptions): Promise<HostProcess>;
}

export interface SpawnOptions {
  readonly stdin: 'pipe';
  /** Added to the environment the host gives. */
  readonly env: Readonly<Record<string, string>>;
}

export interface HostProcess {
  readonly stdin: Writable;
  /** Bytes. Standard error is the host's: it goes to the log of the run. */
  readonly stdout: Readable;
  /** Fulfilled when the program and all it started are gone. */
  readonly done: Promise<HostExit>;
  /** Ends the program and waits. Safe to repeat. */
  stop(): Promise<unknown>;
}

export interface HostExit {
  readonly exitCode: number | null;
  readonly signal: string | null;
  readonly endedBy: HostEnd;
}

/** Why a program ended: by itself, or for a limit of the host. */
export type HostEnd =
  | 'exit'
  | 'signal'
  | 'timeout'
  | 'silence'
  | 'flood'
  | 'disk_quota'
  | 'memory_limit'
  | 'process_limit'
  | 'stopped';
