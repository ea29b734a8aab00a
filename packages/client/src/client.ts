import {
  type ErrorCode,
  errorStatus,
  MosaicError,
  type Operation,
  type OperationOutput,
  type OperationRawInput,
  restRoute,
} from '@mosaic/contract';
import { readEventStream } from './event-stream.ts';
import { notTheHub } from './not-the-hub.ts';

export interface ClientOptions {
  /** Address of the hub, such as `http://127.0.0.1:3456`. */
  baseUrl: string;
  token: string;
  fetch?: typeof fetch;
}

export interface CallOptions {
  signal?: AbortSignal;
  /** Repeating a command with the same key returns the first answer. */
  idempotencyKey?: string;
}

/** A hub, seen through its REST door. Failures are {@link MosaicError}s with the hub's own code. */
export interface Client {
  call<Op extends Operation>(
    operation: Op,
    input: OperationRawInput<Op>,
    options?: CallOptions,
  ): Promise<OperationOutput<Op>>;
  /** Yields items until the stream is over or aborted; reconnects by itself and continues without a gap. */
  stream<Op extends Operation>(
    operation: Op,
    input: OperationRawInput<Op>,
    options?: { signal?: AbortSignal; onConnection?: (state: 'open' | 'lost') => void },
  ): AsyncIterable<OperationOutput<Op>>;
}

const apiPrefix = '/api/v1';

export function createClient(options: ClientOptions): Client {
  const send = options.fetch ?? fetch;
  const request = async (
    operation: Operation,
    input: Record<string, unknown>,
    extra: { signal?: AbortSignal | undefined; headers?: Record<string, string> },
  ): Promise<Response> => {
    const { url, method, body } = locate(options.baseUrl, operation, input);
    const response = await send(url, {
      method,
      headers: {
        authorization: `Bearer ${options.token}`,
        ...(body === null ? {} : { 'content-type': 'application/json' }),
        ...extra.headers,
      },
      ...(body === null ? {} : { body }),
      ...(extra.signal ? { signal: extra.signal } : {}),
    }).catch((cause: unknown) => {
      if (extra.signal?.aborted) throw cause;
      throw unreachable(options.baseUrl, cause);
    });
    if (!response.ok) throw await readProblem(response);
    return response;
  };
  return {
    async call(operation, input, { signal, idempotencyKey } = {}) {
      const headers: Record<string, string> =
        idempotencyKey === undefined ? {} : { 'idempotency-key': idempotencyKey };
      const response = await request(operation, input, { signal, headers });
      return (await readJson(response)) as never;
    },
    stream: (operation, input, streamOptions = {}) =>
      readEventStream(
        (headers, signal) => request(operation, input, { headers, signal }),
        streamOptions,
      ) as AsyncIterable<never>,
  };
}

/** Splits the input between path, query and body, by the naming rules of the contract. */
function locate(baseUrl: string, operation: Operation, input: Record<string, unknown>) {
  const route = restRoute(operation);
  const rest = { ...input };
  let path = route.path;
  if (route.idField !== null) {
    path = path.replace(`{${route.idField}}`, encodeURIComponent(String(rest[route.idField])));
    delete rest[route.idField];
  }
  const url = new URL(apiPrefix + path, baseUrl);
  if (operation.kind === 'command')
    return { url, method: route.method, body: JSON.stringify(rest) };
  for (const [name, value] of Object.entries(rest)) {
    if (value !== undefined && value !== null) url.searchParams.set(name, String(value));
  }
  return { url, method: route.method, body: null };
}

async function readProblem(response: Response): Promise<MosaicError> {
  const text = await response.text();
  try {
    const problem: { code?: string; detail?: string; details?: Record<string, unknown> } =
      JSON.parse(text);
    if (problem.code !== undefined && Object.hasOwn(errorStatus, problem.code)) {
      return new MosaicError(problem.code as ErrorCode, problem.detail ?? problem.code, {
        details: problem.details ?? {},
      });
    }
  } catch {
    // Not ours: whatever answered was not the hub, or died half-way.
  }
  return notTheHub(response);
}

async function readJson(response: Response): Promise<unknown> {
  const text = await response.text();
  try {
    return JSON.parse(text);
  } catch {
    throw notTheHub(response);
  }
}

function unreachable(baseUrl: string, cause: unknown): MosaicError {
  return new MosaicError('unavailable', `No hub answers at ${baseUrl}. Start one with: mosaic up`, {
    cause,
  });
}
