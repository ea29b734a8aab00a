import { once } from 'node:events';
import { existsSync, writeFileSync } from 'node:fs';
import { createServer, request as httpRequest, type IncomingMessage } from 'node:http';
import { type AddressInfo, connect, createServer as createTcpServer } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { missing, node, program, request, run, temporaryDirectory } from '../test/fixture.ts';
import { pinAddress } from './egress-target.ts';
import {
  type EgressDecision,
  type EgressOptions,
  startEgressBroker,
  startProcess,
} from './index.ts';

/** A service of the host that tells what it was asked. */
async function service() {
  const seen: { method: string; url: string; headers: IncomingMessage['headers']; body: string }[] =
    [];
  const server = createServer(async (asked, answer) => {
    let body = '';
    for await (const chunk of asked) body += chunk;
    seen.push({ method: asked.method ?? '', url: asked.url ?? '', headers: asked.headers, body });
    if (asked.url === '/large') return void answer.end(Buffer.alloc(1_000_000, 'x'));
    if (asked.url === '/slow') return;
    if (asked.url === '/redirect') answer.writeHead(302, { location: 'http://127.0.0.1:1/' });
    answer.end(`hello ${body}`);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { seen, port: (server.address() as AddressInfo).port };
}

async function broker(options: Partial<EgressOptions> = {}) {
  const decisions: EgressDecision[] = [];
  const socketPath = join(temporaryDirectory(), 'egress.sock');
  const started = await startEgressBroker({
    socketPath,
    allow: () => false,
    onRequest: (decision) => decisions.push(decision),
    ...options,
  });
  onTestFinished(() => started.stop());
  return { ...started, decisions };
}

/** A proxied request, as a client makes it that knows no more than the socket. */
async function ask(
  socketPath: string,
  path: string,
  options: { method?: string; headers?: Record<string, string>; body?: string } = {},
): Promise<{ status: number; body: string }> {
  const { method = 'GET', headers = {}, body = '' } = options;
  const asked = httpRequest({ socketPath, path, method, headers, agent: false });
  asked.end(body);
  const [answer] = (await once(asked, 'response')) as [IncomingMessage];
  let text = '';
  for await (const chunk of answer) text += chunk;
  return { status: answer.statusCode ?? 0, body: text };
}

/** Sends text after a CONNECT request and returns all that comes back. */
async function tunnel(socketPath: string, authority: string, text: string): Promise<string> {
  const socket = connect(socketPath);
  socket.write(`CONNECT ${authority} HTTP/1.1\r\nHost: ${authority}\r\n\r\n`);
  let all = '';
  let isSent = false;
  socket.setTimeout(3_000, () => socket.destroy());
  socket.on('error', () => {});
  socket.on('data', (chunk) => {
    all += chunk;
    if (isSent || !all.includes('\r\n\r\n')) return;
    isSent = true;
    socket.write(text);
  });
  await new Promise((resolve) => socket.once('close', resolve));
  return all;
}

const routeTo = (port: number) => ({
  host: 'mosaic.internal',
  port: 80,
  to: { host: '127.0.0.1', port },
});
const get = (path: string) => `GET ${path} HTTP/1.1\r\nHost: other\r\nConnection: close\r\n\r\n`;

it('denies by default and says what to do', async () => {
  const { port, seen } = await service();
  const { socketPath, decisions } = await broker();
  const answer = await ask(socketPath, `http://127.0.0.1:${port}/`);
  expect(answer).toMatchObject({ status: 403, body: expect.stringContaining('egress hosts') });
  expect(await tunnel(socketPath, `127.0.0.1:${port}`, get('/'))).toMatch(/^HTTP\/1.1 403/);
  expect(decisions.map(({ decision, reason }) => [decision, reason])).toEqual([
    ['denied', 'not_allowed'],
    ['denied', 'not_allowed'],
  ]);
  expect(seen).toEqual([]);
});

it('calls the service of a route by the name the route gives it, never by what was sent', async () => {
  const { port, seen } = await service();
  const headers = { host: `127.0.0.1:${port}` };
  const { socketPath } = await broker({ routes: [{ ...routeTo(port), headers }] });
  await ask(socketPath, 'http://mosaic.internal/', { headers: { host: 'forged' } });
  await tunnel(socketPath, 'mosaic.internal:80', get('/'));
  expect(seen.map((request) => request.headers.host)).toEqual([headers.host, headers.host]);
});

it('leads a route to a service of the host and adds what the client must not know', async () => {
  const { port, seen } = await service();
  const route = {
    ...routeTo(port),
    headers: { Authorization: 'Bearer real' },
    allowRequest: (_method: string, path: string) => path.startsWith('/api/'),
  };
  const { socketPath, decisions } = await broker({ routes: [route] });
  const options = {
    method: 'POST',
    body: 'data',
    headers: {
      authorization: 'Bearer forged',
      'proxy-authorization': 'x',
      connection: 'x-hop',
      'x-hop': '1',
      host: 'forged',
    },
  };
  expect(await ask(socketPath, 'http://mosaic.internal/api/x?y=1', options)).toEqual({
    status: 200,
    body: 'hello data',
  });
  expect(seen[0]).toMatchObject({ method: 'POST', url: '/api/x?y=1', body: 'data' });
  expect(seen[0]?.headers).toMatchObject({ authorization: 'Bearer real', host: 'mosaic.internal' });
  expect(seen[0]?.headers).not.toHaveProperty('proxy-authorization');
  expect(seen[0]?.headers).not.toHaveProperty('x-hop');
  expect(await tunnel(socketPath, 'mosaic.internal:80', get('/api/tunnel'))).toContain('hello');
  expect(seen[1]).toMatchObject({ url: '/api/tunnel', headers: { authorization: 'Bearer real' } });
  for (const path of ['/admin', '/api/../admin', '/api/%2e%2e/admin', '//evil/api/']) {
    expect((await ask(socketPath, `http://mosaic.internal${path}`)).status, path).toBe(403);
    expect(await tunnel(socketPath, 'mosaic.internal:80', get(path)), path).toContain(
      'HTTP/1.1 403',
    );
  }
  const other = get('http://elsewhere.example/api/x');
  expect(await tunnel(socketPath, 'mosaic.internal:80', other)).toContain('HTTP/1.1 400');
  expect((await ask(socketPath, 'http://mosaic.internal:81/api/x')).status).toBe(403);
  expect(seen).toHaveLength(2);
  expect(decisions[0]).toEqual({
    host: 'mosaic.internal',
    port: 80,
    method: 'POST',
    path: '/api/x?y=1',
    decision: 'allowed',
    reason: 'route',
  });
});

it('reaches no private address under an allowed name, however it is written', async () => {
  const { port, seen } = await service();
  const names: string[] = [];
  const { socketPath, decisions } = await broker({
    allow: (host) => {
      names.push(host);
      return true;
    },
    lookup: async (host) =>
      ({
        'rebinding.example': ['93.184.216.34', '127.0.0.1'],
        'inside.example': ['10.0.0.1'],
        'six.example': ['::ffff:127.0.0.1'],
        'metadata.example': ['169.254.169.254'],
        localhost: ['127.0.0.1'],
      })[host] ?? [],
  });
  const hosts = [
    '127.0.0.1',
    'localhost',
    'LOCALHOST.',
    '2130706433',
    '0x7f000001',
    '0177.0.0.1',
    '127.1',
    '[::1]',
    '[::ffff:127.0.0.1]',
    '0.0.0.0',
    'rebinding.example',
    'inside.example',
    'six.example',
    'metadata.example',
    '169.254.169.254',
    'unknown.example',
    '①②⑦.⓪.⓪.①',
  ];
  for (const host of hosts) {
    expect(
      (
        await ask(
          socketPath,
          `http://${host.startsWith('①') ? encodeURIComponent(host) : host}:${port}/`,
        )
      ).status,
      host,
    ).toBe(403);
    expect(await tunnel(socketPath, `${host}:${port}`, get('/')), host).toMatch(
      /^HTTP\/1.1 40[03]/,
    );
  }
  expect(seen).toEqual([]);
  expect(decisions.every(({ decision }) => decision === 'denied')).toBe(true);
  expect(decisions.some(({ reason }) => reason === 'not_public')).toBe(true);
  expect(names).toContain('localhost');
});

it('asks for a name once, and uses the answer that it checked', async () => {
  const answers = [['93.184.216.34', '1.1.1.1'], ['127.0.0.1']];
  const lookup = async () => answers.shift() ?? [];
  expect(await pinAddress('rebinding.example', lookup)).toBe('93.184.216.34');
  expect(answers).toHaveLength(1);
  expect(await pinAddress('rebinding.example', lookup)).toBeNull();
  expect(await pinAddress('1.1.1.1', lookup)).toBe('1.1.1.1');
  const failing = async () => {
    throw new Error('no such name');
  };
  expect(await pinAddress('missing.example', failing)).toBeNull();
});

it('refuses what is no plain proxied request', async () => {
  const { socketPath } = await broker({ allow: () => true });
  for (const path of [
    '/',
    'https://example.com/',
    'file:///etc/passwd',
    'http://user:pw@example.com/',
    'ftp://x/',
  ]) {
    expect((await ask(socketPath, path)).status, path).toBe(400);
  }
  for (const authority of [
    'example.com',
    'example.com:0',
    'example.com:99999',
    'a b:80',
    'u@h:80',
    ':80',
  ]) {
    expect(await tunnel(socketPath, authority, ''), authority).not.toContain(' 200 ');
  }
  const upgrade = { headers: { connection: 'upgrade', upgrade: 'websocket' } };
  expect((await ask(socketPath, 'http://example.com/', upgrade)).status).toBe(501);
});

it('follows no redirect', async () => {
  const { port, seen } = await service();
  const { socketPath } = await broker({ routes: [routeTo(port)] });
  expect((await ask(socketPath, 'http://mosaic.internal/redirect')).status).toBe(302);
  expect(seen).toHaveLength(1);
});

it('limits bytes, time and connections', async () => {
  const { port } = await service();
  const routes = [routeTo(port)];
  const small = await broker({ routes, limits: { bytesMax: 200_000 } });
  await expect(ask(small.socketPath, 'http://mosaic.internal/large')).rejects.toThrow();
  await expect(ask(small.socketPath, 'http://mosaic.internal/')).rejects.toThrow();
  expect(small.decisions.at(-1)).toMatchObject({ decision: 'denied', reason: 'limit' });

  const brief = await broker({ routes, limits: { durationMsMax: 200 } });
  await expect(ask(brief.socketPath, 'http://mosaic.internal/slow')).rejects.toThrow();

  const few = await broker({ routes, limits: { connectionsMax: 2 } });
  const held = [connect(few.socketPath), connect(few.socketPath)];
  await Promise.all(held.map((socket) => once(socket, 'connect')));
  await expect(ask(few.socketPath, 'http://mosaic.internal/')).rejects.toThrow();
  for (const socket of held) socket.destroy();
  await expect
    .poll(() => ask(few.socketPath, 'http://mosaic.internal/').catch(() => null))
    .toMatchObject({ status: 200 });
});

it('removes its socket at the end, replaces a stale one, and never another file', async () => {
  const first = await broker();
  await first.stop();
  expect(existsSync(first.socketPath)).toBe(false);
  const file = join(temporaryDirectory(), 'file');
  writeFileSync(file, 'precious');
  const options = { socketPath: file, allow: () => false };
  await expect(startEgressBroker(options)).rejects.toMatchObject({ code: 'conflict' });
  const long = { socketPath: `/tmp/${'x'.repeat(120)}`, allow: () => false };
  await expect(startEgressBroker(long)).rejects.toMatchObject({ code: 'invalid_input' });
});

describe.skipIf(missing !== '')(`a sandboxed command with egress${missing}`, () => {
  it('reaches a route through the usual proxy variables, and nothing else', async () => {
    const { port, seen } = await service();
    const { socketPath, decisions } = await broker({
      routes: [{ ...routeTo(port), headers: { authorization: 'Bearer real' } }],
    });
    const { output, exitCode } = await program(
      `const text = async (url) => {
         try { const r = await fetch(url); return r.status + ' ' + (await r.text()).trim(); }
         catch (error) { return 'failed ' + error.cause?.code; }
       };
       console.log(await text('http://mosaic.internal/api'));
       console.log(await text('https://example.com/'));
       console.log(await text('http://example.com/'));
       console.log(await text('http://127.0.0.1:${port}/'));
       console.log(JSON.stringify(process.env));`,
      { cwd: temporaryDirectory(), egress: { socketPath } },
    );
    const [internal, tls, plain, loopback, env] = output.split('\n');
    expect(internal).toBe('200 hello');
    expect(seen).toMatchObject([{ url: '/api', headers: { authorization: 'Bearer real' } }]);
    expect(tls).toMatch(/^failed/);
    expect(plain).toMatch(/^(failed|403)/);
    expect(loopback).toMatch(/^failed ECONNREFUSED/);
    expect(env).not.toContain('real');
    expect(env).toContain('"NODE_USE_ENV_PROXY":"1"');
    expect(exitCode).toBe(0);
    expect(decisions.map(({ host, decision }) => `${host} ${decision}`)).toEqual([
      'mosaic.internal allowed',
      'example.com denied',
      'example.com denied',
    ]);
  });

  it('gets nowhere past the broker with a socket of its own', async () => {
    const secret = createTcpServer((socket) => socket.end('secret'));
    await new Promise<void>((resolve) => void secret.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void secret.close());
    const { port } = secret.address() as AddressInfo;
    const { socketPath } = await broker({ allow: () => true });
    const { output } = await program(
      `import { connect } from 'node:net';
       for (const to of [{ path: '/run/mosaic/egress.sock' }, { host: '127.0.0.1', port: 3128 }]) {
         await new Promise((done) => {
           const s = connect(to, () => s.write('CONNECT 127.0.0.1:${port} HTTP/1.1\\r\\n\\r\\n'));
           s.on('data', (d) => console.log(String(d))); s.on('error', (e) => console.log(e.code));
           s.on('close', done);
         });
       }`,
      { cwd: temporaryDirectory(), egress: { socketPath } },
    );
    expect(output.match(/HTTP\/1.1 403/g)).toHaveLength(2);
    expect(output).not.toContain('secret');
  });

  it('keeps the exit code, the input and the limits of a command behind the forwarder', async () => {
    const { socketPath } = await broker();
    const egress = { socketPath };
    const cwd = temporaryDirectory();
    expect(await run(['/bin/sh', '-c', 'cat; exit 9'], { cwd, egress, stdin: 'in' })).toMatchObject(
      {
        exitCode: 9,
        output: 'in',
      },
    );
    const running = await startProcess(
      request([node, '-e', 'setTimeout(() => {}, 60_000)'], { cwd, egress }),
    );
    expect(await running.stop()).toMatchObject({ endedBy: 'stopped' });
  });
});

it('is offered to unsandboxed commands too, at a port of their own', async () => {
  const { port } = await service();
  const { socketPath } = await broker({ routes: [routeTo(port)] });
  const text = `console.log(await (await fetch('http://mosaic.internal/')).text())`;
  const ran = await Promise.all(
    [1, 2].map(() =>
      program(text, { cwd: temporaryDirectory(), egress: { socketPath }, sandbox: 'unsandboxed' }),
    ),
  );
  expect(ran.map(({ output }) => output.trim())).toEqual(['hello', 'hello']);
});
