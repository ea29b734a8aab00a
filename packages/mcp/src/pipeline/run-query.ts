import type { PipelineScope } from './create-backbone.ts';
import type { Handler, QueryContext } from './handler.ts';
import type { Principal } from './principal.ts';
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
  const context: QueryContext = {
    principal,
    clock: scope.clock,
    signal,
    store: scope.store.reader,
  };
  return handler.operation.output.parse(await handler.run(context, input as never));
}

/** Opens a stream; it ends with the handler or when the caller goes away. */
export async function* runStream(
  scope: PipelineScope,
  handler: Handler,
  principal: Principal,
  input: unknown,
  signal: AbortSignal = never,
): AsyncIterable<unknown> {
  if (handler.kind !== 'stream') throw new Error(`${handler.operation.name} is not a stream`);
  const items = handler.run(
    {
      principal,
      clock: scope.clock,
      signal,
      store: scope.store.reader,
      waitForHint: (topic, timeoutMs) => scope.hints.wait(topic, timeoutMs, signal),
      query: async (operation, raw) => {
        const inner = scope.handlers.get(operation.name);
        if (!inner) throw new Error(`No module handles ${operation.name}`);
        return (await runQuery(
          scope,
          inner,
          principal,
          validateInput(operation, raw),
          signal,
        )) as never;
      },
    },
    input as never,
  );
  for await (const item of items) {
    if (signal.aborted) return;
    yield handler.operation.output.parse(item);
  }
}
