import { errorStatus, type MosaicError } from '@mosaic/contract';

/** A JSON-RPC error as an HTTP answer; `id` is null where no single request can be named. */
export function rpcError(
  status: number,
  code: number,
  message: string,
  options: { data?: unknown; headers?: Record<string, string> } = {},
): Response {
  const error = { code, message, ...(options.data !== undefined && { data: options.data }) };
  return Response.json(
    { jsonrpc: '2.0', id: null, error },
    { status, headers: options.headers ?? {} },
  );
}

/** For refusals of HTTP itself, outside the protocol's own table of codes. */
export const httpRefusal = -32000;

/**
 * A failure of the hub before any message was read.
 *
 * RFC 6750: the challenge names an error only when there was a token, which is bad then.
 */
export function rpcRefusal(error: MosaicError, token: string | null): Response {
  const challenge = `Bearer realm="mosaic"${token === null ? '' : ', error="invalid_token"'}`;
  return rpcError(errorStatus[error.code], httpRefusal, error.message, {
    data: { code: error.code, details: error.details },
    ...(error.code === 'unauthenticated' && { headers: { 'WWW-Authenticate': challenge } }),
  });
}

/** An error that the stdio bridge answers in place of the hub. */
export function rpcFailure(id: unknown, message: string) {
  return { jsonrpc: '2.0', id: id ?? null, error: { code: httpRefusal, message } };
}
