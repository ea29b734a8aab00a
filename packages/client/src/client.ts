import {
  type ErrorCode,
  errorStatus,
  isMosaicError,
  MosaicError,
  type Operation,
  type OperationOutput,
  type OperationRawInput,
  restRoute,
} from '@mosaic/contract';
import { createEndpoints } from './endpoints.ts';
import { readEventStream } from './event-stream.ts';
import { notTheHub } from './not-the-hub.ts';
import { withRetry } from './retry.ts';

export interface ClientOptions {
  /** Address of the hub, such as `http://127.0.0.1:3456`; or one for each of its nodes. */
  baseUrl: string | readonly string[];
  token: string;
  fetch?: typeof fetch;
  /**
   * How long a call is repeated while no hub can take it, in milliseconds; 0 unless given.
   * Commands are then sent with an idempotency key, so that nothing is done twice.
   */
  retryForMs?: number;
  /**
   * How long one attempt may take beyond what the call itself asks to wait, in milliseconds;
   * without a bound unless given. A node that was cut off says nothing at all.
   */
  attemptMs?: number;
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
  const endpoints = createEndpoints(options.baseUrl);
  const request = async (
    operation: Operation,
    input: Record<string, unknown>,
    extra: { signal?: AbortSignal | undefined; headers?: Record<string, string> },
  ): Promise<Response> => {
    const baseUrl = endpoints.current();
    const { url, method, body } = locate(baseUrl, operation, input);
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
      endpoints.leave(baseUrl);
      if (extra.signal?.aborted) throw cause;
      throw unreachable(baseUrl, cause);
    });
    if (response.ok) return response;
    const problem = await readProblem(response);
    if (problem.code === 'unavailable') endpoints.leave(baseUrl);
    throw problem;
  };
  /** One try of a call, given up after its time. */
  const attempt = async (
    operation: Operation,
    input: Record<string, unknown>,
    signal: AbortSignal | undefined,
    headers: Record<string, string>,
  ): Promise<unknown> => {
    const baseUrl = endpoints.current();
    const late = lateSignal(options.attemptMs, input);
    const signals = [signal, late].filter((each) => each !== undefined);
    const until = signals.length === 0 ? undefined : AbortSignal.any(signals);
    try {
      return await readJson(await request(operation, input, { signal: until, headers }));
    } catch (cause) {
      if (isMosaicError(cause) || signal?.aborted) throw cause;
      // It went silent, or broke off in the middle of its answer.
      endpoints.leave(baseUrl);
      throw unreachable(baseUrl, cause);
    }
  };
  return {
    async call(operation, input, { signal, idempotencyKey } = {}) {
      const forMs = options.retryForMs ?? 0;
      const isRepeated = forMs > 0 || endpoints.count > 1;
      const needsKey = isRepeated && operation.kind === 'command' && !operation.isIdempotent;
      const key = idempotencyKey ?? (needsKey ? newKey() : null);
      const headers: Record<string, string> = key === null ? {} : { 'idempotency-key': key };
      const once = () => attempt(operation, input, signal, headers);
      return (await withRetry(once, { forMs, addresses: endpoints.count, signal })) as never;
    },
    stream: (operation, input, streamOptions = {}) =>
      readEventStream(
        (headers, signal) => request(operation, input, { headers, signal }),
        streamOptions,
      ) as AsyncIterable<never>,
  };
}

/** Aborts when an attempt takes too long; a call that asks to wait is given that time on top. */
function lateSignal(
  attemptMs: number | undefined,
  { waitMs }: Record<string, unknown>,
): AbortSignal | undefined {
  if (attemptMs === undefined) return undefined;
  return AbortSignal.timeout(attemptMs + (typeof waitMs === 'number' ? waitMs : 0));
}

/** Unlike `randomUUID`, this is there on pages that came over plain HTTP as well. */
function newKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
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
    if (value === undefined || value === null) continue;
    url.searchParams.set(name, typeof value === 'object' ? JSON.stringify(value) : String(value));
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
