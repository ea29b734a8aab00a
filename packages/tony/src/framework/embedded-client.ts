import type { Client } from '@mosaic/client';
import type { EmbeddedCall, EmbeddedHub } from '@mosaic/mcp';

/** A hub of this process, seen like one over HTTP. */
export function embeddedClient(hub: EmbeddedHub): Client {
  return {
    call: (operation, input, options = {}) =>
      hub.call({ operation: operation.name, input, ...given(options) }) as Promise<never>,
    stream: (operation, input, { signal } = {}) =>
      hub.stream({
        operation: operation.name,
        input,
        ...given({ signal }),
      }) as AsyncIterable<never>,
  };
}

/** Leaves out what was not given, which the hub tells from an empty value. */
function given({
  signal,
  idempotencyKey,
}: {
  signal?: AbortSignal | undefined;
  idempotencyKey?: string | undefined;
}): Pick<EmbeddedCall, 'signal' | 'idempotencyKey'> {
  return {
    ...(signal === undefined ? {} : { signal }),
    ...(idempotencyKey === undefined ? {} : { idempotencyKey }),
  };
}
