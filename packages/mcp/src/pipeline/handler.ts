import type {
  EventType,
  Operation,
  OperationInput,
  OperationOutput,
  OperationRawInput,
} from '@mosaic/contract';
import type { EventFeed } from '../modules/events/event-feed.ts';
import type { Reader, Writer } from '../store/store.ts';
import type { Clock } from './clock.ts';
import type { Measure } from './metrics/domain-metrics.ts';
import type { Principal } from './principal.ts';

/** What a handler may announce; the event is stored in the same transaction. */
export interface NewEvent {
  type: EventType;
  projectId?: string | null;
  missionId?: string | null;
  taskId?: string | null;
  runId?: string | null;
  agentId?: string | null;
  data?: Record<string, unknown>;
}

interface BaseContext {
  readonly principal: Principal;
  readonly clock: Clock;
  /** Aborted when the caller went away. */
  readonly signal: AbortSignal;
}

export interface QueryContext extends BaseContext {
  /** The events of this node, read once for all who follow. */
  readonly feed: EventFeed;
  readonly store: Reader;
  /** Runs a query of another module, for the same principal. */
  query<Op extends Operation>(
    operation: Op,
    input: OperationRawInput<Op>,
  ): Promise<OperationOutput<Op>>;
}

export interface CommandContext extends BaseContext {
  /** The transaction of this call; everything is committed together or not at all. */
  readonly store: Writer;
  emit(event: NewEvent): void;
  /** Tells waiting streams and claims to look again after commit; a hint, never the truth. */
  hint(topic: string): void;
  /** Notes a value for the metrics, counted once this call is committed. */
  measure(measure: Measure, value: number): void;
  /** Names the thing acted upon for audit when the input does not. */
  target(id: string): void;
  /** Leaves this call out of audit: for renewals and polls that change nothing anybody asks about. */
  quiet(): void;
  /** For duties of all tenants: the same transaction, acting for this one. */
  forTenant(tenant: string): CommandContext;
  /** Runs another module's operation in this transaction, as this module. */
  call<Op extends Operation>(
    operation: Op,
    input: OperationRawInput<Op>,
  ): Promise<OperationOutput<Op>>;
}

export interface StreamContext extends QueryContext {
  /** Resolves at the next hint of the topic or after the time, whichever comes first. */
  waitForHint(topic: string, timeoutMs: number): Promise<void>;
  /** Calls `listener` at every hint of the topic, whether the caller is still there or not; returns how to stop. */
  onHint(topic: string, listener: () => void): () => void;
  /** Runs a command in a transaction of its own, as this module, for the tenant of the caller. */
  command<Op extends Operation>(
    operation: Op,
    input: OperationRawInput<Op>,
  ): Promise<OperationOutput<Op>>;
}

/** A command that may find nothing yet and then waits for a hint, holding no transaction. */
export interface LongPoll<Input = never, Output = never, Before = never> {
  /** What to wait for; by input where many wait for different things, so that few are woken. */
  topic: string | ((input: Input, before: Before) => string);
  waitMs: (input: Input) => number;
  isEmpty: (output: Output) => boolean;
  /** A look without a transaction, before each but the first: while it says no, none is begun. */
  hasNews?: (context: QueryContext, input: Input, before: Before) => Promise<boolean>;
  /**
   * A look without a transaction that may find the answer ready, before each but the first; null
   * when it is not. Not asked under an idempotency key, whose answer must be stored.
   */
  answer?: (context: QueryContext, input: Input, before: Before) => Promise<Output | null>;
  /** Waits in a way of its own instead, after the first look came up empty. */
  park?: (context: StreamContext, input: Input, waitMs: number) => Promise<Output>;
}

export interface CommandOptions<Input = never, Output = never, Before = never> {
  /** Reads the outside world before the transaction, so that none is held open meanwhile. */
  before?: (context: QueryContext, input: Input) => Promise<Before>;
  /** True when `before` may take minutes: the call takes no place from others meanwhile. */
  isSlow?: boolean;
  longPoll?: LongPoll<Input, Output, Before>;
  /** False when the output carries a secret: then a repeated idempotency key runs again. */
  isOutputStored?: boolean;
  /** True for duties of the system that touch the rows of all tenants; others never see them. */
  isForAllTenants?: boolean;
}

export interface QueryOptions {
  /** True when it may take seconds: the call takes no place from others meanwhile. */
  isSlow?: boolean;
  /** True for what looks at the whole installation; others see the rows of one tenant only. */
  isForAllTenants?: boolean;
}

/** A handler with its operation; made by the three functions below. */
export type Handler =
  | {
      readonly kind: 'query';
      readonly operation: Operation;
      readonly run: (context: QueryContext, input: never) => Promise<unknown>;
      readonly options: QueryOptions;
    }
  | {
      readonly kind: 'command';
      readonly operation: Operation;
      readonly run: (context: CommandContext, input: never, before: never) => Promise<unknown>;
      readonly options: CommandOptions;
    }
  | {
      readonly kind: 'stream';
      readonly operation: Operation;
      /** True when it yields arrays of items that became available together. */
      readonly isBatched: boolean;
      readonly run: (context: StreamContext, input: never) => AsyncIterable<unknown>;
    };

export function query<Op extends Operation>(
  operation: Op,
  run: (context: QueryContext, input: OperationInput<Op>) => Promise<OperationOutput<Op>>,
  options: QueryOptions = {},
): Handler {
  return { kind: 'query', operation, run: run as never, options };
}

export function command<Op extends Operation, Before = undefined>(
  operation: Op,
  run: (
    context: CommandContext,
    input: OperationInput<Op>,
    before: Before,
  ) => Promise<OperationOutput<Op>>,
  options: CommandOptions<OperationInput<Op>, OperationOutput<Op>, Before> = {},
): Handler {
  return { kind: 'command', operation, run: run as never, options: options as never };
}

export function stream<Op extends Operation>(
  operation: Op,
  run: (context: StreamContext, input: OperationInput<Op>) => AsyncIterable<OperationOutput<Op>>,
): Handler {
  return { kind: 'stream', operation, isBatched: false, run: run as never };
}

/**
 * A stream that hands on what became available together. The arrays and their items may be shared
 * between readers; nobody changes them.
 */
export function batchStream<Op extends Operation>(
  operation: Op,
  run: (
    context: StreamContext,
    input: OperationInput<Op>,
  ) => AsyncIterable<readonly OperationOutput<Op>[]>,
): Handler {
  return { kind: 'stream', operation, isBatched: true, run: run as never };
}
