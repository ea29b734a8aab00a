import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { operations } from '@mosaic/contract';
import { afterEach, expect, it } from 'vitest';
import { createClient } from './client.ts';

const servers: Server[] = [];
afterEach(async () => {
  await Promise.all(
    servers.splice(0).map((server) => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(resolve));
    }),
  );
});

/** A program at an address of its own; remembers the key of every request. */
async function node(listener: RequestListener) {
  const keys: (string | undefined)[] = [];
  const server = createServer((request, response) => {
    keys.push(request.headers['idempotency-key'] as string | undefined);
    listener(request, response);
  });
  servers.push(server);
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, keys };
}

const good: RequestListener = (_request, response) => response.end('{"locks":1}');
const stopping: RequestListener = (_request, response) => {
  response.writeHead(503, { 'content-type': 'application/problem+json' });
  response.end('{"code":"unavailable","detail":"stopping"}');
};
const breaking: RequestListener = (_request, response) => {
  response.writeHead(200, { 'content-length': '100' });
  response.write('{"lo');
  setTimeout(() => response.destroy(), 20);
};
const silent: RequestListener = () => {};
/** Behaves one way for the first requests and well afterwards. */
const after = (times: number, first: RequestListener): RequestListener => {
  let count = 0;
  return (request, response) => {
    count += 1;
    (count <= times ? first : good)(request, response);
  };
};
const gone = 'http://127.0.0.1:1';
const command = operations.expireLocks;
const call = (baseUrl: string | string[], options = {}) =>
  createClient({ baseUrl, token: 't', ...options }).call(command, {});

it.each([
  ['that is stopping', stopping],
  ['that breaks off', breaking],
  ['that is killed', (_request, response) => void response.destroy()],
  [
    'that answers as a proxy without a hub',
    (_request, response) => {
      response.writeHead(502);
      response.end('<html>Bad gateway</html>');
    },
  ],
] as [string, RequestListener][])(
  'repeats under the same key what went to a node %s',
  async (_, bad) => {
    const { url, keys } = await node(after(3, bad));
    expect(await call(url, { retryForMs: 5_000 })).toEqual({ locks: 1 });
    expect(keys).toHaveLength(4);
    expect(new Set(keys).size).toBe(1);
    expect(keys[0]).toMatch(/^[0-9a-f]{32}$/);
  },
);

it('sends no key where twice is the same as once: the hub need not remember it', async () => {
  const { url, keys } = await node(after(1, stopping));
  const client = createClient({ baseUrl: url, token: 't', retryForMs: 5_000 });
  await client.call(operations.heartbeatAgent, { agentId: 'a' });
  expect(keys).toEqual([undefined, undefined]);
});

it('keeps the key that was given', async () => {
  const { url, keys } = await node(after(1, stopping));
  const client = createClient({ baseUrl: url, token: 't', retryForMs: 5_000 });
  await client.call(command, {}, { idempotencyKey: 'mine' });
  expect(keys).toEqual(['mine', 'mine']);
});

it('goes on to the next node at once, and stays there', async () => {
  const [bad, fine] = [await node(stopping), await node(good)];
  const client = createClient({ baseUrl: [gone, bad.url, fine.url], token: 't' });
  for (let turn = 0; turn < 3; turn += 1) await client.call(command, {});
  expect([bad.keys.length, fine.keys.length]).toEqual([1, 3]);
});

it('gives up a node that says nothing, also one that was asked to wait', async () => {
  const [dead, fine] = [await node(silent), await node(good)];
  const client = createClient({ baseUrl: [dead.url, fine.url], token: 't', attemptMs: 100 });
  const from = performance.now();
  expect(await client.call(operations.claimTask, { agentId: 'a', waitMs: 200 } as never)).toEqual({
    locks: 1,
  });
  const took = performance.now() - from;
  expect(took).toBeGreaterThan(290);
  expect(took).toBeLessThan(2_000);
});

it('waits as long as it is told to', async () => {
  const busy: RequestListener = (_request, response) => {
    response.writeHead(429, { 'content-type': 'application/problem+json' });
    response.end('{"code":"rate_limited","detail":"busy","details":{"retryAfterMs":150}}');
  };
  const { url, keys } = await node(after(1, busy));
  const from = performance.now();
  await call(url, { retryForMs: 5_000 });
  expect(performance.now() - from).toBeGreaterThan(145);
  expect(keys).toHaveLength(2);
});

it('gives up in the end, and tells why', async () => {
  const from = performance.now();
  await expect(call([gone, gone], { retryForMs: 300 })).rejects.toMatchObject({
    code: 'unavailable',
    message: expect.stringContaining(gone),
  });
  expect(performance.now() - from).toBeLessThan(1_500);
});

it('never repeats what was refused, and nothing unless it is told to', async () => {
  const refused = await node((_request, response) => {
    response.writeHead(409, { 'content-type': 'application/problem+json' });
    response.end('{"code":"conflict","detail":"no"}');
  });
  const calling = call(refused.url, { retryForMs: 5_000 });
  await expect(calling).rejects.toMatchObject({ code: 'conflict' });
  expect(refused.keys).toHaveLength(1);
  const away = await node(stopping);
  await expect(call(away.url)).rejects.toMatchObject({ code: 'unavailable' });
  expect(away.keys).toEqual([undefined]);
});

it('ends at once when the caller goes away', async () => {
  const { url } = await node(stopping);
  const client = createClient({ baseUrl: url, token: 't', retryForMs: 60_000 });
  const leaving = new AbortController();
  const calling = client.call(command, {}, { signal: leaving.signal });
  setTimeout(() => leaving.abort(), 100);
  await expect(calling).rejects.toThrow();
});
