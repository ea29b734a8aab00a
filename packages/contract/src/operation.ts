import type { z } from 'zod';
import type { ErrorCode } from './errors.ts';

/** `query` reads, `command` changes things in one transaction, `stream` yields items until closed. */
export type OperationKind = 'query' | 'command' | 'stream';

/** `noun:read` for looking, `noun:write` for changing, `noun:work` for what runners and workers do. */
export type Permission = `${string}:${'read' | 'write' | 'work'}`;

/** An input field by which a token bound to one task or run is held to its own. */
export type BindingField = 'taskId' | 'runId';

/**
 * One capability, declared once.
 *
 * Everything a door needs is in this value; nothing about any door is. REST path,
 * MCP tool and CLI command follow from `name` by the rules in `naming.ts`.
 */
export interface Operation<
  Name extends string = string,
  Input extends z.ZodObject = z.ZodObject,
  Output extends z.ZodType = z.ZodType,
> {
  readonly name: Name;
  readonly kind: OperationKind;
  /** One line, verb first: shown in `--help`, OpenAPI and MCP. */
  readonly summary: string;
  readonly permission: Permission;
  readonly input: Input;
  /** The result, or for a stream each item. */
  readonly output: Output;
  /** What a caller may meet besides `invalid_input`, `unauthenticated`, `forbidden`, `rate_limited`, `quota_exceeded`, `internal`. */
  readonly errors: readonly ErrorCode[];
  /** A token bound to a task may call this when the named input field equals its binding. */
  readonly boundBy?: BindingField;
  /** Doing it twice is the same as doing it once: clients repeat it without an idempotency key. */
  readonly isIdempotent?: boolean;
  /** Reachable only from inside the hub: no door offers it. */
  readonly internal?: boolean;
  /** A complete input that works in documentation and generated help. */
  readonly example: z.input<Input>;
}

export type OperationInput<Op extends Operation> = z.output<Op['input']>;
export type OperationRawInput<Op extends Operation> = z.input<Op['input']>;
export type OperationOutput<Op extends Operation> = z.output<Op['output']>;

/** Declares an operation; the types of name, input and output are kept. */
export function operation<
  const Name extends string,
  Input extends z.ZodObject,
  Output extends z.ZodType,
>(value: Operation<Name, Input, Output>): Operation<Name, Input, Output> {
  return value;
}
