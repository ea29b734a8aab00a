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

/** An error that the stdio bridge answers in place of the hub. */
export function rpcFailure(id: unknown, message: string) {
  return { jsonrpc: '2.0', id: id ?? null, error: { code: httpRefusal, message } };
}
