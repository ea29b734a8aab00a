import type { RunFailure, WorkerResult } from '@mosaic/contract';
import type { OpenRequest, Runtime, RuntimeHost } from '../runtime.ts';

/** One run of one task, with the agent that does it and the runner's part of the work. */
export interface WorkerRequest extends Omit<OpenRequest, 'onEvent'> {
  readonly runtime: Runtime;
  /** The assignment in words. */
  readonly prompt: string;
  /** A host for one session; asked again for each successor. */
  readonly openHost: () => RuntimeHost | Promise<RuntimeHost>;
  /** Context in use, in percent, from which a fresh agent takes over. Default 55. */
  readonly thresholdPercent?: number;
  /** Context in use, in percent, at which a turn is cut off. Default 60. */
  readonly hardPercent?: number;
  /** Sessions that work on the task, the first one included. */
  readonly sessionsMax?: number;
  /** Prompts, all sessions together. */
  readonly turnsMax?: number;
  readonly signal: AbortSignal;
  /**
   * Saves everything done so far and writes the pack file a successor reads; see
   * `handoffPack`. Called while the agent is at rest. A rejection ends the run with it.
   */
  persist(reason: HandoffReason): Promise<SavedState>;
  /** Called whenever a number changed; null is unknown. */
  onUsage(usage: WorkerUsage): void;
  /** Foreign text without control characters. */
  onLog(text: string): void;
  onHandoff(handoff: WorkerHandoff): Promise<void>;
  /** The successor has shown the state hash. Only after this it is given the work. */
  onAcknowledge(stateHash: string): Promise<void>;
}

export interface HandoffReason {
  readonly contextPercent: number | null;
  readonly reason: string;
  /** Last words of the agent that hands over, as data. */
  readonly progress: string;
}

export interface SavedState {
  /** SHA-256 as 64 lower-case hexadecimal digits. Stands in the pack file and nowhere else. */
  readonly stateHash: string;
  /** Where the successor finds the pack file, as it sees it. */
  readonly packPath: string;
  /** What the successor is told once it has shown the hash. */
  readonly kickstart: string;
}

export interface WorkerHandoff {
  readonly contextPercent: number | null;
  readonly reason: string;
  readonly stateHash: string;
  readonly kickstart: string;
}

export interface WorkerUsage {
  readonly usedTokens: number | null;
  readonly contextPercent: number | null;
}

export interface WorkerOutcome {
  /** What the worker claims; null when it never said. */
  readonly result: WorkerResult | null;
  /** Null only with a result that claims success. */
  readonly failure: RunFailure | null;
  /** Measured where the runtime tells, else what the worker claims, else null. */
  readonly usedTokens: number | null;
  /** Of the last session; null when it never told. */
  readonly contextPercent: number | null;
  readonly sessions: number;
  readonly handoffs: number;
}
