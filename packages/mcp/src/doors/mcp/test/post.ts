import { modernVersion } from './connect-client.ts';

interface Answer {
  status: number;
  headers: Headers;
  body: {
    id?: unknown;
    result?: Record<string, unknown>;
    error?: { code: number; message: string };
  };
}

/** A request of 2026-07-28 with all its headers; `extra` overrides them, null leaves one out. */
export async function post(
  url: URL,
  token: string | null,
  message: unknown,
  extra: Record<string, string | null> = {},
): Promise<Answer> {
  const { method, params } = asMessage(message);
  const headers = new Headers({
    'content-type': 'application/json',
    accept: 'application/json, text/event-stream',
    'mcp-protocol-version': modernVersion,
  });
  if (method) headers.set('mcp-method', method);
  if (params?.name) headers.set('mcp-name', params.name);
  if (token) headers.set('authorization', `Bearer ${token}`);
  for (const [name, value] of Object.entries(extra)) {
    if (value === null) headers.delete(name);
    else headers.set(name, value);
  }
  const body = typeof message === 'string' ? message : JSON.stringify(message);
  const response = await fetch(url, { method: 'POST', headers, body });
  const text = await response.text();
  return { status: response.status, headers: response.headers, body: text ? JSON.parse(text) : {} };
}

/** A request with the envelope that 2026-07-28 wants. */
export function modern(method: string, params: Record<string, unknown> = {}, id: unknown = 1) {
  const _meta = {
    'io.modelcontextprotocol/protocolVersion': modernVersion,
    'io.modelcontextprotocol/clientInfo': { name: 'test', version: '1.0.0' },
    'io.modelcontextprotocol/clientCapabilities': {},
    ...(params._meta as object | undefined),
  };
  return { jsonrpc: '2.0', id, method, params: { ...params, _meta } };
}

function asMessage(message: unknown): { method?: string; params?: { name?: string } } {
  return typeof message === 'object' && message !== null ? message : {};
}
