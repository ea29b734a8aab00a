import type { Operation, OperationRawInput } from '@mosaic/contract';
import type { Guard } from '../pipeline/guard.ts';

/** Work of a module that exactly one node does, again and again: sweeping, expiring, starting what is due. */
export interface ModuleDuty<Op extends Operation = Operation> {
  /** Internal command that does one round. */
  readonly operation: Op;
  readonly input: OperationRawInput<Op>;
  /** Pause between two rounds, in milliseconds. */
  readonly everyMs: number;
}

/** Declares a duty of a module; list it in {@link Module.duties}. */
export function moduleDuty<Op extends Operation>(
  operation: Op,
  everyMs: number,
  input: OperationRawInput<Op>,
): ModuleDuty {
  return { operation, everyMs, input: input as never };
}

/** A duty while this node has it. */
export interface HeldDuty {
  /** Must stand before every write made under the duty; absent where there is only one node. */
  readonly guard: Guard | undefined;
  /** Aborted as soon as the duty may have passed to another node, or the hub stops. */
  readonly signal: AbortSignal;
}

/** Begins to do a duty; the answer ends it and resolves when nothing of it goes on. */
export type StartDuty = (held: HeldDuty) => () => Promise<void>;

/** Gives every duty to one node at a time. */
export interface Duties {
  /** Does `start` whenever this node has the duty `name`. */
  add(name: string, start: StartDuty): void;
  /** Names of what this node does now. */
  held(): string[];
  /** Ends everything and lets others take over at once. */
  close(): Promise<void>;
}
