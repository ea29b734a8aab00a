import type { Operation } from '@mosaic/contract';
import type { Principal } from './principal.ts';

/** The door a call came through, as audit and metrics name it. */
export type Surface = 'rest' | 'mcp' | 'stdio' | 'system';

/** One call, as a door hands it over: nothing is trusted yet. */
export interface Call {
  /** Operation name such as `task.claim`. */
  operation: string;
  /** Raw input; the pipeline validates it. */
  input: unknown;
  /** Bearer token as received; null when there was none. */
  token: string | null;
  surface: Surface;
  /** Repeating a command with the same key returns the first answer. */
  idempotencyKey?: string;
  /** Aborted when the caller goes away. */
  signal?: AbortSignal;
}

/**
 * The one way to reach a capability. Doors are adapters over this and add no behaviour.
 *
 * Every method rejects with a `MosaicError`; anything else has been logged and turned
 * into `internal` with a reference id.
 */
export interface Backbone {
  /** All operations that doors offer, in a fixed order. */
  readonly operations: readonly Operation[];
  /** Authenticates without calling anything; for doors that answer protocol messages of their own. */
  authenticate(token: string | null): Promise<Principal>;
  /** Tells which operations a principal may call, so that lists and calls agree. */
  isAllowed(principal: Principal, operation: Operation): boolean;
  /** Runs a query or command through the pipeline and returns its output. */
  call(call: Call): Promise<unknown>;
  /** Opens a stream; iteration ends when the stream is over or `signal` aborts. */
  stream(call: Call): Promise<AsyncIterable<unknown>>;
  /**
   * The same with items that became available together in one array. Arrays and items may be
   * shared between readers: what is made of one can be made once, and nobody changes them.
   */
  streamBatches(call: Call): Promise<AsyncIterable<readonly unknown[]>>;
}
