import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ask, type ServedHub, serveHub } from '../../test/serve-hub.ts';

let hub: ServedHub;
let own: string;
beforeAll(async () => {
  hub = await serveHub();
  own = new URL(hub.url).host;
});
afterAll(() => hub.destroy());

const paths = [
  '/health',
  '/ready',
  '/metrics',
  '/openapi.json',
  '/api/v1/tasks',
  '/api/v1/events/watch',
  '/mcp',
  '/nothing',
];
const status = async (path: string, headers: Record<string, string>, method = 'GET') =>
  (
    await ask(hub.url + path, {
      method,
      headers: { authorization: `Bearer ${hub.owner}`, ...headers },
    })
  ).status;

describe.each(paths.filter((path) => !path.includes('watch')))('%s', (path) => {
  it.each([
    'evil.example',
    '127.0.0.1.evil.example',
    'localhost.evil.example',
    'evil.example:3456',
    '192.168.1.1',
    '[::2]',
    'localhost.',
    'hub.example',
    'localhost@evil.example',
  ])('does not answer for the host %j, to which a name may have been rebound', async (host) => {
    const found = await status(path, { host });
    expect([400, 403]).toContain(found);
  });

  it.each([
    'http://evil.example',
    'null',
    'http://localhost',
    'http://localhost:1',
    'http://127.0.0.1.evil.example',
    'file://',
  ])('does not answer a page of %j', async (origin) => {
    expect(await status(path, { host: own, origin })).toBe(403);
  });

  it('answers programs, pages of its own, and hosts the operator allowed', async () => {
    const port = own.split(':')[1];
    for (const host of [
      own,
      `localhost:${port}`,
      `[::1]:${port}`,
      'localhost',
      'hub.example:8443',
    ]) {
      expect(await status(path, { host })).not.toBe(403);
      expect(await status(path, { host: host.toUpperCase() })).not.toBe(403);
      expect(await status(path, { host, origin: `http://${host}` })).not.toBe(403);
      expect(await status(path, { host, origin: `https://${host}` })).not.toBe(403);
    }
  });

  it('gives a foreign page no leave to read, also when it asks first', async () => {
    const headers = {
      host: own,
      origin: 'http://evil.example',
      'access-control-request-method': 'POST',
    };
    const answer = await ask(hub.url + path, { method: 'OPTIONS', headers });
    expect(answer.status).toBe(403);
    expect(Object.keys(answer.headers).filter((name) => name.startsWith('access-control'))).toEqual(
      [],
    );
  });
});

it('answers nobody who names no host at all', async () => {
  const socket = connect(Number(own.split(':')[1]), '127.0.0.1');
  socket.write('GET /health HTTP/1.0\r\n\r\n');
  const chunks = await Array.fromAsync(socket);
  expect(Buffer.concat(chunks as Buffer[]).toString()).toMatch(/^HTTP\/1\.\d 403 /);
});

it('waits a limited time for a request to arrive', () => {
  expect(hub.app.server.requestTimeout).toBe(60_000);
  expect(hub.app.server.headersTimeout).toBeLessThanOrEqual(60_000);
});

it.each(['/%E0%A4%A', '/api/v1/tasks/%c0%ae'])(
  'tells of the unreadable address %s as of any other problem',
  async (path) => {
    const answer = await ask(hub.url + path);
    expect(answer).toMatchObject({ status: 400 });
    expect(answer.headers['content-type']).toMatch(/^application\/problem\+json/);
    expect(JSON.parse(answer.text)).toMatchObject({ code: 'invalid_input' });
  },
);

it('guards streams before they start', async () => {
  expect(await status('/api/v1/events/watch', { host: 'evil.example' })).toBe(403);
  expect(await status('/api/v1/events/watch', { host: own, origin: 'http://evil.example' })).toBe(
    403,
  );
});

it('guards every path that is mounted', () => {
  const mounted = hub.app.printRoutes({ commonPrefix: false });
  expect(mounted).toContain('/mcp');
  for (const path of paths.slice(0, 4)) expect(mounted).toContain(path);
});
