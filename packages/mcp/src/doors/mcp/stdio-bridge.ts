import type { Readable, Writable } from 'node:stream';
import { createHubExchange, type HubAddress, isRequest } from './hub-exchange.ts';
import { mcpLimits } from './limits.ts';
import { readLines } from './read-lines.ts';
import { rpcFailure } from './rpc-error.ts';
import { isObject, type JsonObject, MessageRefusal, parseMessage } from './strict-json.ts';

export interface StdioBridgeOptions extends HubAddress {
  stdin: Readable;
  stdout: Writable;
}

/**
 * Speaks MCP on stdio by passing each message to the hub, until `stdin` ends.
 *
 * One JSON message per line, ended by LF. The hub does all the work and refuses what
 * is not allowed; the bridge adds the HTTP headers that follow from the message, and
 * turns `notifications/cancelled` into closing the request. Nothing but messages is
 * ever written to `stdout`. Failures to reach the hub are answers, never exceptions.
 */
export async function bridgeStdio(options: StdioBridgeOptions): Promise<void> {
  const { stdin, stdout } = options;
  const open = new Map<string, { abort: AbortController; done: Promise<void> }>();
  const exchange = createHubExchange(options);
  let unanswered = 0;

  const write = (message: unknown) => {
    if (!stdout.writableEnded && !stdout.destroyed) stdout.write(`${JSON.stringify(message)}\n`);
  };
  const start = (message: JsonObject, line: Uint8Array) => {
    if (message.method === 'notifications/cancelled' && isObject(message.params)) {
      open.get(JSON.stringify(message.params.requestId))?.abort.abort();
      return;
    }
    const key = isRequest(message) ? JSON.stringify(message.id) : `unanswered ${unanswered++}`;
    if (open.size >= mcpLimits.stdioInFlightMax || open.has(key)) {
      write(rpcFailure(message.id, 'This id or too many requests are open. Wait for answers.'));
      return;
    }
    const abort = new AbortController();
    const done = exchange(message, line, write, abort.signal).finally(() => open.delete(key));
    open.set(key, { abort, done });
  };

  for await (const line of readLines(stdin, mcpLimits.messageBytesMax)) {
    try {
      if (line === 'too long') throw new MessageRefusal(-32600, 'The message is too long.');
      start(parseMessage(line), line);
    } catch (error) {
      if (!(error instanceof MessageRefusal)) throw error;
      write({ jsonrpc: '2.0', id: null, error: { code: error.code, message: error.message } });
    }
  }
  const drained = setTimeout(() => {
    for (const { abort } of open.values()) abort.abort();
  }, mcpLimits.stdioDrainMs);
  await Promise.all([...open.values()].map(({ done }) => done));
  clearTimeout(drained);
}
