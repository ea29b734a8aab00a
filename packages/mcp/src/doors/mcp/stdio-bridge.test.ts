import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { PassThrough } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { mcpLimits } from './limits.ts';
import { bridgeStdio } from './stdio-bridge.ts';
import { connectVia, type Era, eras } from './test/connect-client.ts';
import { modern } from './test/post.ts';
import { type ServedDoor, serveDoor } from './test/serve-door.ts';

let served: ServedDoor;
beforeAll(async () => {
  served = await serveDoor();
});
afterAll(() => served.close());

const main = fileURLToPath(new URL('./test/stdio-main.ts', import.meta.url));

function connectStdio(era: Era, token = served.owner) {
  const args = [main, served.url.href, token];
  return connectVia(era, new StdioClientTransport({ command: process.execPath, args }));
}

/** The bridge on pipes of its own: what is written, and what came out, line by line. */
function open(url = served.url, token = served.owner) {
  const stdin = new PassThrough();
  const stdout = new PassThrough();
  const lines: string[] = [];
  let rest = '';
  stdout.on('data', (chunk: Buffer) => {
    rest += chunk.toString();
    const complete = rest.split('\n');
    rest = complete.pop() ?? '';
    lines.push(...complete);
  });
  const ended = bridgeStdio({ url, token, stdin, stdout });
  const say = (message: unknown) => stdin.write(`${JSON.stringify(message)}\n`);
  return { stdin, ended, lines, say, answers: () => lines.map((line) => JSON.parse(line)) };
}

describe.each(eras)('the official stdio client of the %s era', (era) => {
  it('lists and calls tools of the hub', async () => {
    const client = await connectStdio(era);
    const { tools } = await client.listTools();
    expect(tools).toHaveLength(served.hub.operations.length);
    const text = `from ${era} \u2028 über stdio`;
    const result = await client.callTool({ name: 'note_add', arguments: { text } });
    expect(result.structuredContent).toMatchObject({ text });
    expect(served.notes.at(-1)?.text).toBe(text);
    await client.close();
  });

  it('sees progress, and can cancel', async () => {
    const client = await connectStdio(era);
    const progress: number[] = [];
    await client.callTool(
      { name: 'note_watch', arguments: { waitMs: 50 } },
      { onprogress: (update) => void progress.push(update.progress) },
    );
    expect(progress.length).toBe(served.notes.length);

    const before = served.gone.count;
    const abort = new AbortController();
    const call = client.callTool({ name: 'note_wait' }, { signal: abort.signal });
    setTimeout(() => abort.abort(), 60);
    await expect(call).rejects.toThrow();
    await vi.waitFor(() => expect(served.gone.count).toBe(before + 1));
    await client.close();
  });

  it('cannot connect with a bad token', async () => {
    await expect(connectStdio(era, 'bad')).rejects.toThrow();
  });
});

describe('the bridge', () => {
  it('answers what it read before its input ended, one message a line, and ends', async () => {
    const bridge = open();
    bridge.say(modern('tools/list', {}, 'a'));
    bridge.say(modern('tools/call', { name: 'task_list', arguments: {} }, 2));
    bridge.stdin.end();
    await bridge.ended;
    expect(new Set(bridge.answers().map(({ id }) => id))).toEqual(new Set(['a', 2]));
  });

  it('passes on why the hub refused', async () => {
    const bridge = open(served.url, 'bad');
    bridge.say(modern('tools/list', {}, 'x'));
    bridge.stdin.end();
    await bridge.ended;
    const data = { code: 'unauthenticated' };
    expect(bridge.answers()).toMatchObject([{ id: 'x', error: { code: -32000, data } }]);
  });

  it('answers bad lines and goes on', async () => {
    const bridge = open();
    bridge.stdin.write('not json\n\n[{"jsonrpc":"2.0","id":1,"method":"ping"}]\n');
    bridge.stdin.write('{"id":1,"id":2}\n');
    bridge.say(modern('tools/list', {}, 7));
    bridge.stdin.end('{"jsonrpc":"2.0","id":9,"method":"unfinished"');
    await bridge.ended;
    const codes = bridge.answers().map(({ id, error }) => [id, error?.code]);
    expect(codes).toEqual([
      [null, -32700],
      [null, -32600],
      [null, -32600],
      [7, undefined],
    ]);
  });

  it('drops a line over the limit without keeping it', async () => {
    const bridge = open();
    const part = Buffer.alloc(1024 * 1024, 'x');
    for (let sent = 0; sent <= mcpLimits.messageBytesMax; sent += part.length) {
      bridge.stdin.write(part);
    }
    bridge.stdin.write('\n');
    bridge.say(modern('tools/list', {}, 1));
    bridge.stdin.end();
    await bridge.ended;
    const [tooLong, listed] = bridge.answers();
    expect(tooLong).toMatchObject({ id: null, error: { code: -32600 } });
    expect(listed.result.tools.length).toBeGreaterThan(0);
  });

  it('takes a message in pieces, cut within a character', async () => {
    const bridge = open();
    const line = Buffer.from(
      `${JSON.stringify(modern('tools/call', { name: 'note_add', arguments: { text: 'é' } }))}\n`,
    );
    const cut = line.indexOf(0xc3) + 1;
    bridge.stdin.write(line.subarray(0, cut));
    await new Promise((resolve) => setTimeout(resolve, 20));
    bridge.stdin.end(line.subarray(cut));
    await bridge.ended;
    expect(bridge.answers()[0].result.structuredContent).toMatchObject({ text: 'é' });
  });

  it('says so when no hub is there, or something else', async () => {
    const other = createServer((_request, response) => response.writeHead(200).end('<html>'));
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const { port } = other.address() as AddressInfo;
    const atOther = open(new URL(`http://127.0.0.1:${port}/mcp`));
    atOther.say(modern('tools/list', {}, 1));
    atOther.say({ jsonrpc: '2.0', method: 'notifications/initialized' });
    atOther.stdin.end();
    await atOther.ended;
    await new Promise((resolve) => other.close(resolve));
    const atNothing = open(new URL(`http://127.0.0.1:${port}/mcp`));
    atNothing.say(modern('tools/list', {}, 2));
    atNothing.stdin.end();
    await atNothing.ended;
    expect(atOther.answers()).toMatchObject([
      { id: 1, error: { message: expect.stringContaining('Is the URL right?') } },
    ]);
    expect(atNothing.answers()).toMatchObject([
      { id: 2, error: { message: expect.stringContaining('Is it running?') } },
    ]);
  });

  it('answers in place of a hub that stops in the middle', async () => {
    const dying = createServer((_request, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.end(': keepalive\n\ndata: {"jsonrpc":"2.0","method":"notifications/x"}\n\n');
    });
    await new Promise<void>((resolve) => dying.listen(0, '127.0.0.1', resolve));
    const { port } = dying.address() as AddressInfo;
    const bridge = open(new URL(`http://127.0.0.1:${port}/mcp`));
    bridge.say(modern('tools/list', {}, 1));
    bridge.stdin.end();
    await bridge.ended;
    dying.close();
    expect(bridge.answers()).toMatchObject([
      { method: 'notifications/x' },
      { id: 1, error: { message: expect.stringContaining('without an answer') } },
    ]);
  });

  it('refuses an id that is still open, and too many requests at once', async () => {
    const bridge = open();
    const wait = (id: number) => bridge.say(modern('tools/call', { name: 'note_wait' }, id));
    for (let id = 0; id < mcpLimits.stdioInFlightMax; id += 1) wait(id);
    wait(0);
    wait(1_000);
    await vi.waitFor(() => expect(bridge.lines).toHaveLength(2));
    expect(bridge.answers()).toMatchObject([
      { id: 0, error: { code: -32000 } },
      { id: 1_000, error: { code: -32000 } },
    ]);
    for (let requestId = 0; requestId < mcpLimits.stdioInFlightMax; requestId += 1) {
      bridge.say({ jsonrpc: '2.0', method: 'notifications/cancelled', params: { requestId } });
    }
    bridge.stdin.end();
    await bridge.ended;
    expect(bridge.lines).toHaveLength(2);
  });
});
