import { readSseMessages } from './read-sse-messages.ts';
import { rpcFailure } from './rpc-error.ts';
import { isObject, type JsonObject } from './strict-json.ts';

export interface HubAddress {
  /** The hub's MCP endpoint, such as `http://127.0.0.1:4100/mcp`. */
  url: URL;
  token: string;
  fetch?: typeof globalThis.fetch;
}

/** Sends one message to the hub and writes what comes back. Never rejects. */
export type HubExchange = (
  message: JsonObject,
  line: Uint8Array,
  write: (message: unknown) => void,
  signal: AbortSignal,
) => Promise<void>;

const versionKey = 'io.modelcontextprotocol/protocolVersion';

/** Remembers what the older era needs on each request: the version that `initialize` agreed on. */
export function createHubExchange(hub: HubAddress): HubExchange {
  const { url, token, fetch = globalThis.fetch } = hub;
  let negotiated: string | null = null;
  let sessionId: string | null = null;

  async function exchange(...[message, line, write, signal]: Parameters<HubExchange>) {
    const version = versionOf(message) ?? negotiated;
    const headers: Record<string, string> = {
      authorization: `Bearer ${token}`,
      'content-type': 'application/json',
      accept: 'application/json, text/event-stream',
      ...(version !== null && { 'mcp-protocol-version': version }),
      ...(sessionId !== null && { 'mcp-session-id': sessionId }),
      ...namesOf(message),
    };
    const body = Buffer.from(line);
    const response = await fetch(url, { method: 'POST', headers, body, signal, redirect: 'error' });
    sessionId = response.headers.get('mcp-session-id') ?? sessionId;
    let isAnswered = !isRequest(message);
    const deliver = (answer: unknown) => {
      negotiated = negotiatedBy(message, answer) ?? negotiated;
      if (!isRequest(message)) return;
      const named = withId(answer, message.id);
      isAnswered ||= isObject(named) && named.id === message.id && !('method' in named);
      write(named);
    };
    if (response.headers.get('content-type')?.startsWith('text/event-stream')) {
      for await (const answer of readSseMessages(response.body)) deliver(answer);
    } else {
      const text = await response.text();
      if (text !== '') deliver(answerOf(text, response.status, message.id));
    }
    if (!isAnswered) throw new Error('it ended without an answer');
  }

  return async (message, line, write, signal) => {
    try {
      await exchange(message, line, write, signal);
    } catch (error) {
      if (signal.aborted || !isRequest(message)) return;
      const reason = error instanceof Error ? error.message : String(error);
      const advice = `The hub at ${url.origin} gave no answer: ${reason}. Is it running?`;
      write(rpcFailure(message.id, advice));
    }
  };
}

/** Requests are answered; notifications and the client's own answers are not. */
export function isRequest(message: JsonObject): boolean {
  return 'method' in message && 'id' in message;
}

function versionOf({ params }: JsonObject): string | null {
  const meta = isObject(params) ? params._meta : undefined;
  const version = isObject(meta) ? meta[versionKey] : undefined;
  return typeof version === 'string' ? version : null;
}

/** `Mcp-Method` and `Mcp-Name`, which the hub compares with the body. */
function namesOf({ method, params }: JsonObject): Record<string, string> {
  if (typeof method !== 'string') return {};
  const name = isObject(params) ? (params.name ?? params.uri) : undefined;
  const isNamed = ['tools/call', 'prompts/get', 'resources/read'].includes(method);
  return {
    'mcp-method': headerValue(method),
    ...(isNamed && typeof name === 'string' && { 'mcp-name': headerValue(name) }),
  };
}

/** Text that a header cannot carry as it is travels as Base64 between `=?base64?` and `?=`. */
function headerValue(text: string): string {
  const isPlain = /^[\x21-\x7e](?:[\x20-\x7e]*[\x21-\x7e])?$/.test(text);
  if (isPlain && !text.startsWith('=?base64?')) return text;
  return `=?base64?${Buffer.from(text).toString('base64')}?=`;
}

function negotiatedBy({ method }: JsonObject, answer: unknown): string | null {
  if (method !== 'initialize' || !isObject(answer) || !isObject(answer.result)) return null;
  const { protocolVersion } = answer.result;
  return typeof protocolVersion === 'string' ? protocolVersion : null;
}

/** A refusal of HTTP names no request; on a pipe the client needs the id to match it. */
function withId(answer: unknown, id: unknown): unknown {
  return isObject(answer) && 'error' in answer && answer.id === null ? { ...answer, id } : answer;
}

function answerOf(text: string, status: number, id: unknown): unknown {
  try {
    const answer: unknown = JSON.parse(text);
    if (isObject(answer) && answer.jsonrpc === '2.0') return answer;
  } catch {
    // Not JSON: something else than a hub is listening there.
  }
  return rpcFailure(id, `The hub answered with HTTP ${status} and no message. Is the URL right?`);
}
