import type { Reader } from '../store/store.ts';
import type { PipelineScope } from './create-backbone.ts';
import type { Handler, QueryContext } from './handler.ts';
import type { Principal } from './principal.ts';
import type { SystemCaller } from './system-caller.ts';
import { validateInput } from './validate.ts';

const never = new AbortController().signal;

/** Runs a query on the last committed state. The output is held to its schema. */
export async function runQuery(
  scope: PipelineScope,
  handler: Handler,
  principal: Principal,
  input: unknown,
  signal: AbortSignal = never,
): Promise<unknown> {
  if (handler.kind !== 'query') throw new Error(`${handler.operation.name} is not a query`);
  const store = handler.options.isForAllTenants ? scope.store.reader : undefined;
  const context = queryContext(scope, principal, signal, store);
  return handler.operation.output.parse(await handler.run(context, input as never));
}

/**
 * Opens a stream of what became available together; it ends with the handler or when the caller
 * goes away. What it changes it
 * changes by commands, through `caller`.
 */
export async function* runStream(
  scope: PipelineScope,
  handler: Handler,
  principal: Principal,
  caller: SystemCaller,
  input: unknown,
  signal: AbortSignal = never,
): AsyncIterable<readonly unknown[]> {
  if (handler.kind !== 'stream') throw new Error(`${handler.operation.name} is not a stream`);
  const until = AbortSignal.any([signal, scope.calls.closing]);
  const context = {
    ...queryContext(scope, principal, until),
    waitForHint: (topic: string, timeoutMs: number) => scope.hints.wait(topic, timeoutMs, until),
    onHint: scope.hints.listen,
    command: caller.call,
  };
  for await (const item of handler.run(context, input as never)) {
    if (until.aborted) return;
    if (handler.isBatched) yield scope.checkBatch(handler.operation, item as readonly unknown[]);
    else yield [handler.operation.output.parse(item)];
  }
}

/** What a handler that only reads may use. */
export function queryContext(
  scope: PipelineScope,
  principal: Principal,
  signal: AbortSignal = never,
  store: Reader = scope.store.readerFor(principal.tenant),
): QueryContext {
  return {
    principal,
    clock: scope.clock,
    signal,
    store,
    feed: scope.feed,
    query: async (operation, raw) => {
      const inner = scope.handlers.get(operation.name);
      if (!inner) throw new Error(`No module handles ${operation.name}`);
      if (inner.kind !== 'query') throw new Error(`${operation.name} is not a query`);
      const input = validateInput(operation, raw);
      const context = queryContext(scope, principal, signal, store);
      return operation.output.parse(await inner.run(context, input as never)) as never;
    },
  };
}
