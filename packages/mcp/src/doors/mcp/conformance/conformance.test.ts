import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connectClient, eras } from '../test/connect-client.ts';
import { modern, post } from '../test/post.ts';
import { type ServedDoor, serveDoor } from '../test/serve-door.ts';

let served: ServedDoor;
beforeAll(async () => {
  served = await serveDoor('conformance');
});
afterAll(() => served.close());

describe('the conformance profile', () => {
  it.each(eras)('keeps the tools of the hub beside the fixtures (%s era)', async (era) => {
    const client = await connectClient(era, served.url, served.owner);
    const names = (await client.listTools()).tools.map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining(['task_list', 'test_simple_text']));
    expect(client.getServerCapabilities()).toHaveProperty('prompts');
    await client.close();
  });

  it('still wants a token on the ordinary path', async () => {
    expect((await post(served.url, null, modern('tools/list'))).status).toBe(401);
  });

  it('opens its own path to the secret only', async () => {
    const guess = new URL('/mcp-conformance/guess', served.url);
    expect((await post(guess, null, modern('tools/list'))).status).toBe(404);
    const right = await post(served.conformanceUrl, null, modern('tools/list'));
    expect(right.status).toBe(200);
  });

  it('serves a session to its own principal only', async () => {
    const headers = (token: string, session?: string) => ({
      authorization: `Bearer ${token}`,
      'content-type': 'application/json',
      accept: 'application/json, text/event-stream',
      ...(session && { 'mcp-session-id': session }),
    });
    const send = (token: string, message: unknown, session?: string) =>
      fetch(served.url, {
        method: 'POST',
        headers: headers(token, session),
        body: JSON.stringify(message),
      });
    const params = {
      protocolVersion: '2025-11-25',
      capabilities: {},
      clientInfo: { name: 'test', version: '1' },
    };
    const first = await send(served.owner, { jsonrpc: '2.0', id: 1, method: 'initialize', params });
    const session = first.headers.get('mcp-session-id') ?? '';
    expect(session).not.toBe('');
    const list = { jsonrpc: '2.0', id: 2, method: 'tools/list' };
    expect((await send(served.owner, list, session)).status).toBe(200);
    expect((await send(served.runner, list, session)).status).toBe(404);
    await fetch(served.url, { method: 'DELETE', headers: headers(served.owner, session) });
    expect((await send(served.owner, list, session)).status).toBe(404);
  });
});

/** The suite counts its own scenarios, so that a run of none is no success. */
