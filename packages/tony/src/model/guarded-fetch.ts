import { modelLimits } from './model-limits.ts';

export interface GuardedFetch {
  readonly fetch: typeof globalThis.fetch;
  /** Requests sent so far, retries included. */
  requests(): number;
}

/**
 * A fetch for the configured server of a model and nowhere else: it follows no redirect, refuses
 * every other origin, and ends a response that is larger than the limit.
 */
export function guardedFetch(baseUrl: string): GuardedFetch {
  const { origin } = new URL(baseUrl);
  let requests = 0;
  return {
    requests: () => requests,
    fetch: async (input, init) => {
      const url = new URL(input instanceof Request ? input.url : String(input));
      if (url.origin !== origin) {
        throw new Error(`The model's server is ${origin}; a request to ${url.origin} was refused.`);
      }
      requests += 1;
      return bounded(await fetch(input, { ...init, redirect: 'error' }));
    },
  };
}

function bounded(response: Response): Response {
  if (response.body === null) return response;
  let bytes = 0;
  const limiter = new TransformStream<Uint8Array, Uint8Array>({
    transform: (chunk, controller) => {
      bytes += chunk.byteLength;
      if (bytes <= modelLimits.responseBytesMax) controller.enqueue(chunk);
      else controller.error(new Error('The response of the model is too large.'));
    },
  });
  const { status, statusText, headers } = response;
  return new Response(response.body.pipeThrough(limiter), { status, statusText, headers });
}
