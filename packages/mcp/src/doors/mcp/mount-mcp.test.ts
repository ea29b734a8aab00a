import { request as httpRequest } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { mcpLimits } from './limits.ts';
import { modern, post } from './test/post.ts';
import { type ServedDoor, serveDoor } from './test/serve-door.ts';

let served: ServedDoor;
beforeAll(async () => {
  served = await serveDoor();
});
afterAll(() => served.close());

const addNote = modern('tools/call', { name: 'note_add', arguments: { text: 'x' } });
const send = (message: unknown, extra: Record<string, string | null> = {}) =>
  post(served.url, served.owner, message, extra);

describe('authentication', () => {
  it('challenges a request without a token, and does nothing', async () => {
    const answer = await post(served.url, null, addNote);
    expect(answer.status).toBe(401);
    expect(answer.headers.get('www-authenticate')).toBe('Bearer realm="mosaic"');
    expect(served.notes).toEqual([]);
  });

  it.each(['wrong', 'a'.repeat(4_000)])('refuses a bad token as invalid', async (token) => {
    const answer = await post(served.url, token, addNote);
    expect(answer.status).toBe(401);
    expect(answer.headers.get('www-authenticate')).toContain('error="invalid_token"');
    expect(served.notes).toEqual([]);
  });

  it('wants the token in the header, not in the URL', async () => {
    const url = new URL(`?access_token=${served.owner}`, served.url);
    expect((await post(url, null, addNote)).status).toBe(401);
  });

  it.each(['GET', 'DELETE', 'PUT', 'OPTIONS'])('also guards %s', async (method) => {
    expect((await fetch(served.url, { method })).status).toBe(401);
  });

  it('refuses before the body has arrived', async () => {
    const status = await new Promise((resolve, reject) => {
      const headers = { 'content-type': 'application/json', 'content-length': '1000' };
      const request = httpRequest(served.url, { method: 'POST', headers });
      request.on('response', (response) => {
        resolve(response.statusCode);
        request.destroy();
      });
      request.on('error', reject);
      request.write('{');
    });
    expect(status).toBe(401);
  });

  it('offers no path without a token unless the conformance profile is on', async () => {
    const url = new URL(served.conformanceUrl);
    expect((await post(url, null, modern('tools/list'))).status).toBe(404);
  });
});

describe('HTTP', () => {
  it.each(['GET', 'DELETE', 'PUT'])('has no %s, since there are no sessions', async (method) => {
    const headers = { authorization: `Bearer ${served.owner}` };
    const response = await fetch(served.url, { method, headers });
    expect(response.status).toBe(405);
    expect(response.headers.get('allow')).toBe('POST');
  });

  it('refuses a foreign Host or Origin', async () => {
    expect((await send(addNote, { origin: 'http://evil.example' })).status).toBe(403);
  });

  it.each([
    ['another content type', 'text/plain', 415],
    ['none', null, 415],
    ['a lookalike', 'application/jsonx', 415],
    ['JSON with a charset', 'application/json; charset=utf-8', 200],
  ])('answers %s with its status', async (_what, type, status) => {
    const message = modern('tools/list');
    const body = Buffer.from(JSON.stringify(message));
    const headers: Record<string, string> = {
      accept: 'application/json, text/event-stream',
      authorization: `Bearer ${served.owner}`,
      'mcp-protocol-version': '2026-07-28',
      'mcp-method': 'tools/list',
      ...(type && { 'content-type': type }),
    };
    const response = await fetch(served.url, { method: 'POST', headers, body });
    expect(response.status).toBe(status);
  });

  it('refuses a body over the limit and takes one under it', async () => {
    const noise = (length: number) => modern('tools/list', { noise: 'x'.repeat(length) });
    expect((await send(noise(mcpLimits.messageBytesMax))).status).toBe(413);
    expect((await send(noise(mcpLimits.messageBytesMax - 1_000))).status).toBe(200);
  });

  it.each([
    ['text that is not JSON', '{"jsonrpc"', -32700],
    ['nothing', '', -32700],
    ['a batch', JSON.stringify([addNote]), -32600],
    ['a duplicate key', '{"jsonrpc":"2.0","id":1,"method":"ping","method":"tools/call"}', -32600],
    ['a member in other case', '{"jsonrpc":"2.0","id":1,"Method":"tools/list"}', -32600],
  ])('refuses %s', async (_what, body, code) => {
    const answer = await send(body, { 'mcp-protocol-version': null });
    expect(answer).toMatchObject({ status: 400, body: { id: null, error: { code } } });
    expect(served.notes).toEqual([]);
  });
});

describe('the envelope of 2026-07-28', () => {
  it.each([
    ['another version in the header', { 'mcp-protocol-version': '2025-11-25' }, -32020],
    ['no version in the header', { 'mcp-protocol-version': null }, -32020],
    ['another method in the header', { 'mcp-method': 'tools/list' }, -32020],
    ['no method in the header', { 'mcp-method': null }, -32020],
    ['another tool in the header', { 'mcp-name': 'task_list' }, -32020],
    ['no tool in the header', { 'mcp-name': null }, -32020],
    ['a broken Base64 header', { 'mcp-name': '=?base64?!!?=' }, -32020],
  ])('refuses %s', async (_what, extra, code) => {
    const answer = await send(addNote, extra);
    expect(answer).toMatchObject({ status: 400, body: { error: { code } } });
    expect(served.notes).toEqual([]);
  });

  it('refuses a version we do not speak and names those we do', async () => {
    const version = '2031-01-01';
    const _meta = { 'io.modelcontextprotocol/protocolVersion': version };
    const answer = await send(modern('tools/list', { _meta }), { 'mcp-protocol-version': version });
    expect(answer).toMatchObject({
      status: 400,
      body: { error: { code: -32022, data: { requested: version, supported: ['2026-07-28'] } } },
    });
  });

  it.each(['initialize', 'ping', 'logging/setLevel', 'prompts/list', 'resources/list', 'x/y'])(
    'does not know %s',
    async (method) => {
      const answer = await send(modern(method));
      expect(answer).toMatchObject({ status: 404, body: { id: 1, error: { code: -32601 } } });
    },
  );

  it('accepts a name that travels as Base64', async () => {
    const name = `=?base64?${Buffer.from('task_list').toString('base64')}?=`;
    const call = modern('tools/call', { name: 'task_list', arguments: {} });
    expect((await send(call, { 'mcp-name': name })).status).toBe(200);
  });
});
