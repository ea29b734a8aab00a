import { toolName } from '@mosaic/contract';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { idempotencyMetaKey } from './call-tool.ts';
import { connectClient, eras } from './test/connect-client.ts';
import { modern, post } from './test/post.ts';
import { type ServedDoor, serveDoor } from './test/serve-door.ts';

let served: ServedDoor;
beforeAll(async () => {
  served = await serveDoor();
});
beforeEach(() => {
  served.notes.length = 0;
});
afterAll(() => served.close());

describe.each(eras)('the official client of the %s era', (era) => {
  const connect = (token = served.owner) => connectClient(era, served.url, token);

  it('learns who we are and that we have tools only', async () => {
    const client = await connect();
    expect(client.getServerVersion()).toMatchObject({ name: 'mosaic', version: '1.2.3' });
    expect(client.getServerCapabilities()).toEqual({ tools: {} });
    expect(client.getInstructions()).toBe('Begin with system_status.');
    await client.close();
  });

  it('finds every operation of the hub, and none that is internal', async () => {
    const client = await connect();
    const { tools } = await client.listTools();
    const names = tools.map(({ name }) => name);
    expect(names).toEqual(served.hub.operations.map(toolName));
    expect(names.length).toBeGreaterThan(25);
    expect(names).toContain('task_claim');
    expect(names).not.toContain('note_hidden');
    const claim = tools.find(({ name }) => name === 'task_claim');
    expect(claim?.inputSchema).toMatchObject({
      type: 'object',
      required: ['agentId'],
      additionalProperties: false,
    });
    await client.close();
  });

  it('calls a command and gets its output as structure and as text', async () => {
    const client = await connect();
    await client.listTools();
    const result = await client.callTool({ name: 'note_add', arguments: { text: 'one' } });
    expect(result.isError).toBeFalsy();
    expect(result.structuredContent).toEqual({ seq: 1, text: 'one' });
    expect(result.content).toEqual([{ type: 'text', text: '{"seq":1,"text":"one"}' }]);
    expect(served.notes).toEqual([{ seq: 1, text: 'one' }]);
    await client.close();
  });

  it('calls a real operation of the contract', async () => {
    const client = await connect();
    const result = await client.callTool({ name: 'task_list', arguments: {} });
    expect(result.structuredContent).toEqual({ items: [], nextCursor: null });
    await client.close();
  });

  it.each([
    ['invalid_input', 'note_add', { text: '' }],
    ['invalid_input', 'note_add', { text: 'x', other: 1 }],
    ['conflict', 'note_add', { text: 'taken' }],
    ['internal', 'note_break', {}],
    ['invalid_input', 'note_watch', { waitMs: -1 }],
  ])('gets %s as a result that a model can read', async (code, name, args) => {
    const client = await connect();
    served.notes.push({ seq: 1, text: 'taken' });
    const result = await client.callTool({ name, arguments: args });
    expect(result.isError).toBe(true);
    expect(result.structuredContent).toMatchObject({ code, details: expect.any(Object) });
    expect(result.content).toEqual([
      { type: 'text', text: JSON.stringify(result.structuredContent) },
    ]);
    expect(JSON.stringify(result)).not.toContain('secret inner detail');
    expect(served.notes).toHaveLength(1);
    await client.close();
  });

  it('is told that an unknown tool is a mistake in the request', async () => {
    const client = await connect();
    const call = client.callTool({ name: 'note_burn', arguments: {} });
    await expect(call).rejects.toMatchObject({ code: -32602 });
    await expect(client.callTool({ name: 'note_hidden' })).rejects.toMatchObject({ code: -32602 });
    await client.close();
  });

  it('does a command once under one idempotency key', async () => {
    const client = await connect();
    const key = `key-${era}`;
    const call = () =>
      client.callTool({
        name: 'note_add',
        arguments: { text: 'once' },
        _meta: { [idempotencyMetaKey]: key },
      });
    const [first, second] = [await call(), await call()];
    expect(second.structuredContent).toEqual(first.structuredContent);
    expect(served.notes).toHaveLength(1);
    await client.close();
  });

  it('refuses an idempotency key that is none, and does nothing', async () => {
    const client = await connect();
    for (const key of [7, '', 'x'.repeat(201)]) {
      const result = await client.callTool({
        name: 'note_add',
        arguments: { text: 'never' },
        _meta: { [idempotencyMetaKey]: key },
      });
      expect(result.structuredContent).toMatchObject({ code: 'invalid_input' });
    }
    expect(served.notes).toEqual([]);
    await client.close();
  });

  it('reads a stream for a bounded time, with progress', async () => {
    const client = await connect();
    served.notes.push({ seq: 1, text: 'a' }, { seq: 2, text: 'b' }, { seq: 3, text: 'c' });
    const progress: number[] = [];
    const read = (name: string, args: Record<string, unknown>) =>
      client
        .callTool(
          { name, arguments: args },
          { onprogress: (update) => void progress.push(update.progress) },
        )
        .then(({ structuredContent }) => structuredContent);

    const seqs = (items: number[], isEnd: boolean) => ({
      items: items.map((seq) => expect.objectContaining({ seq })),
      isEnd,
    });
    expect(await read('note_watch', { waitMs: 40 })).toEqual(seqs([1, 2, 3], false));
    expect(progress).toEqual([1, 2, 3]);
    expect(await read('note_watch', { after: 1, itemsMax: 1 })).toEqual(seqs([2], false));
    expect(await read('note_watch', { after: 3, waitMs: 0 })).toEqual(seqs([], false));
    expect(await read('note_dump', {})).toEqual(seqs([1, 2, 3], true));
    await client.close();
  });
});

describe('a client that goes away', () => {
  const legacyCall = { jsonrpc: '2.0', id: 1, method: 'tools/call', params: { name: 'note_wait' } };
  it.each([
    ['modern', modern('tools/call', { name: 'note_wait', arguments: {} }), '2026-07-28'],
    ['legacy', legacyCall, '2025-11-25'],
  ])('ends the work of its call (%s era)', async (_era, message, version) => {
    const before = served.gone.count;
    const abort = new AbortController();
    const call = fetch(served.url, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${served.owner}`,
        'content-type': 'application/json',
        accept: 'application/json, text/event-stream',
        'mcp-protocol-version': version,
        'mcp-method': 'tools/call',
        'mcp-name': 'note_wait',
      },
      body: JSON.stringify(message),
      signal: abort.signal,
    }).then((response) => response.text());
    setTimeout(() => abort.abort(), 60);
    await expect(call).rejects.toThrow('aborted');
    await vi.waitFor(() => expect(served.gone.count).toBe(before + 1));
  });

  it('ends the read of a stream', async () => {
    const client = await connectClient('modern', served.url, served.owner);
    const before = served.gone.watchers;
    const abort = new AbortController();
    const args = { name: 'note_watch', arguments: { waitMs: 20_000 } };
    const call = client.callTool(args, { signal: abort.signal });
    setTimeout(() => abort.abort(), 60);
    await expect(call).rejects.toThrow();
    await vi.waitFor(() => expect(served.gone.watchers).toBe(before + 1));
    await client.close();
  });
});

describe('what is listed and what can be called', () => {
  it.each(['owner', 'runner'] as const)('is the same for the %s', async (who) => {
    const client = await connectClient('modern', served.url, served[who]);
    const listed = new Set((await client.listTools()).tools.map(({ name }) => name));
    const callable = new Set<string>();
    for (const operation of served.hub.operations) {
      if (operation.name === 'note.wait') continue;
      const bounds = operation.kind === 'stream' ? { waitMs: 0 } : {};
      // An unknown field: what is permitted ends as invalid_input, without doing anything.
      const args = { ...bounds, unknownField: true };
      const result = await client.callTool({ name: toolName(operation), arguments: args });
      const { code } = result.structuredContent as { code: string };
      expect(['forbidden', 'invalid_input']).toContain(code);
      if (code === 'invalid_input') callable.add(toolName(operation));
    }
    listed.delete('note_wait');
    expect(listed).toEqual(callable);
    expect(callable.size).toBeGreaterThan(5);
    await client.close();
  });

  it('differs between principals', async () => {
    const names = async (token: string) => {
      const client = await connectClient('modern', served.url, token);
      return (await client.listTools()).tools.map(({ name }) => name);
    };
    expect(await names(served.owner)).toContain('note_add');
    expect(await names(served.runner)).not.toContain('note_add');
  });
});

describe('a list of tools', () => {
  it('may be kept for a while, by its owner only', async () => {
    const { body } = await post(served.url, served.owner, modern('tools/list'));
    expect(body.result).toMatchObject({ ttlMs: 60_000, cacheScope: 'private' });
  });

  it('has one page', async () => {
    const { body } = await post(served.url, served.owner, modern('tools/list', { cursor: '' }));
    expect(body.error?.code).toBe(-32602);
  });
});
