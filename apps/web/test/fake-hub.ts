import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join, normalize } from 'node:path';
import {
  errorStatus,
  isMosaicError,
  MosaicError,
  type Operation,
  restRoute,
} from '@mosaic/contract';
import { answers, streams } from './fake-answers.ts';
import type { FakeWorld } from './fake-world.ts';

export interface FakeHub {
  url: string;
  token: string;
  world: FakeWorld;
  /** Requests answered, by operation name. */
  asked: Map<string, number>;
  /** Cuts every open stream, as a restart of the hub would. */
  cutStreams(): void;
  /** Refuses everything with a closed connection until called with `false`. */
  setAway(isAway: boolean): void;
  close(): Promise<void>;
}

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
};

/** The policy the hub promises: nothing inline, nothing from elsewhere. */
const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

const token = 'mst_fake_0123456789abcdef';

/**
 * A hub for the browser tests of this package: the built page and the routes it uses.
 *
 * Inputs and answers go through the contract's schemas, so that it can not drift from
 * the real one unnoticed. Streams look at the world every few milliseconds.
 */
export async function startFakeHub(world: FakeWorld, distFolder: string): Promise<FakeHub> {
  const open = new Set<ServerResponse>();
  const asked = new Map<string, number>();
  let isAway = false;

  const server = createServer((request, response) => {
    if (isAway) {
      response.destroy();
      return;
    }
    answer(request, response).catch((error: unknown) => sendProblem(response, error));
  });

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', 'http://hub');
    if (!url.pathname.startsWith('/api/v1/')) return sendFile(response, url.pathname);
    if (request.headers.authorization !== `Bearer ${token}`) {
      throw new MosaicError('unauthenticated', 'The token is unknown. Sign in again.');
    }
    const found = findOperation(request.method ?? 'GET', url.pathname.slice('/api/v1'.length));
    if (found === null) throw new MosaicError('not_found', `No route ${url.pathname}.`);
    const { operation, field, id } = found;
    asked.set(operation.name, (asked.get(operation.name) ?? 0) + 1);
    const raw =
      operation.kind === 'command' ? await readJson(request) : Object.fromEntries(url.searchParams);
    const parsed = operation.input.safeParse(field === null ? raw : { ...raw, [field]: id });
    if (!parsed.success) throw new MosaicError('invalid_input', parsed.error.message);
    const follow = streams[operation.name];
    if (follow !== undefined) {
      openStream(
        response,
        operation,
        follow(world, parsed.data, request.headers['last-event-id']?.toString()),
      );
      return;
    }
    const reply = answers[operation.name];
    if (reply === undefined) throw new MosaicError('not_found', `${operation.name} is not faked.`);
    const body = operation.output.parse(reply(world, parsed.data));
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  }

  function openStream(
    response: ServerResponse,
    operation: Operation,
    next: () => { items: { id: number; data: unknown }[]; isEnd: boolean },
  ): void {
    response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
    response.flushHeaders();
    open.add(response);
    const timer = setInterval(() => {
      const { items, isEnd } = next();
      for (const { id, data } of items) {
        response.write(`id: ${id}\ndata: ${JSON.stringify(operation.output.parse(data))}\n\n`);
      }
      if (isEnd) response.end('event: end\ndata: {}\n\n');
    }, 20);
    response.on('close', () => {
      clearInterval(timer);
      open.delete(response);
    });
  }

  function sendFile(response: ServerResponse, pathname: string): void {
    const name = extname(pathname) === '' ? '/index.html' : normalize(pathname);
    try {
      const body = readFileSync(join(distFolder, name));
      response.writeHead(200, {
        'content-type': types[extname(name)] ?? 'application/octet-stream',
        'content-security-policy': policy,
        'x-content-type-options': 'nosniff',
      });
      response.end(body);
    } catch {
      response.writeHead(404).end();
    }
  }

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    token,
    world,
    asked,
    cutStreams() {
      for (const response of open) response.destroy();
    },
    setAway(next) {
      isAway = next;
      if (next) for (const response of open) response.destroy();
    },
    close() {
      for (const response of open) response.destroy();
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

const routes = Object.values((await import('@mosaic/contract')).operations).map(
  (operation: Operation) => {
    const route = restRoute(operation);
    const pattern = new RegExp(`^${route.path.replace(/\{[^}]+\}/, '([^/]+)')}$`);
    return { operation, method: route.method, pattern, field: route.idField };
  },
);

function findOperation(method: string, path: string) {
  for (const route of routes) {
    const match = route.method === method ? route.pattern.exec(path) : null;
    if (match !== null) {
      return {
        operation: route.operation,
        field: route.field,
        id: decodeURIComponent(match[1] ?? ''),
      };
    }
  }
  return null;
}

async function readJson(request: IncomingMessage): Promise<Record<string, unknown>> {
  let text = '';
  for await (const chunk of request) text += chunk;
  return text === '' ? {} : JSON.parse(text);
}

function sendProblem(response: ServerResponse, error: unknown): void {
  const code = isMosaicError(error) ? error.code : 'internal';
  const detail = error instanceof Error ? error.message : String(error);
  response.writeHead(errorStatus[code], { 'content-type': 'application/problem+json' });
  response.end(JSON.stringify({ type: 'about:blank', status: errorStatus[code], code, detail }));
}
