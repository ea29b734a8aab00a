import { chmod, lstat, rm } from 'node:fs/promises';
import {
  createServer,
  type IncomingMessage,
  type ServerResponse,
  request as send,
} from 'node:http';
import { connect, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { MosaicError } from '@mosaic/contract';
import { endToEndHeaders } from './egress-headers.ts';
import {
  type EgressTarget,
  type Lookup,
  lookupAddresses,
  parseAddress,
  parseAuthority,
  pinAddress,
} from './egress-target.ts';
import { egressTraffic, type Traffic } from './egress-traffic.ts';
import { defaultEgressLimits, type EgressLimits, limits } from './limits.ts';

/** A name that leads to a service of ours, such as `mosaic.internal:80` to the hub. Plain HTTP. */
export interface EgressRoute extends EgressTarget {
  readonly to: EgressTarget;
  /** Set on every request, replacing what the client sent: the sandbox never sees these values. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Default: every method and path. */
  readonly allowRequest?: (method: string, path: string) => boolean;
}

/** What was asked and decided; told for every request. */
export interface EgressDecision extends EgressTarget {
  readonly method: string;
  /** Null inside an encrypted tunnel. */
  readonly path: string | null;
  readonly decision: 'allowed' | 'denied';
  readonly reason: 'rule' | 'route' | 'not_allowed' | 'not_public' | 'malformed' | 'limit';
}

export interface EgressOptions {
  readonly socketPath: string;
  /** Whether a public host may be reached. Everything else is denied. */
  readonly allow: (host: string, port: number) => boolean;
  readonly routes?: readonly EgressRoute[];
  readonly limits?: Partial<EgressLimits>;
  readonly onRequest?: (decision: EgressDecision) => void;
  readonly lookup?: Lookup;
}

export interface EgressBroker {
  readonly socketPath: string;
  /** Bytes sent and received so far. */
  bytes(): number;
  /** Ends all connections and removes the socket. */
  stop(): Promise<void>;
}

interface Broker {
  readonly options: EgressOptions;
  readonly caps: EgressLimits;
  readonly traffic: Traffic;
  readonly lookup: Lookup;
  /** Tunnels that lead to a route: what comes in them is read as HTTP. */
  readonly routed: WeakMap<Duplex, EgressRoute>;
}

/**
 * The only door of a sandbox to the network: an HTTP proxy on a Unix socket, closed by default.
 *
 * A name is looked up here, once, and must lead to the public Internet; loopback, private
 * networks and cloud metadata are reached through an explicit route or not at all.
 */
export async function startEgressBroker(options: EgressOptions): Promise<EgressBroker> {
  const { socketPath } = options;
  await claimSocket(socketPath);
  const caps = { ...defaultEgressLimits, ...options.limits };
  const broker: Broker = {
    options,
    caps,
    traffic: egressTraffic(caps),
    lookup: options.lookup ?? lookupAddresses,
    routed: new WeakMap(),
  };
  const server = createServer((request, response) => void answer(broker, request, response));
  const inner = createServer((request, response) => void answer(broker, request, response));
  server.on('connection', (socket) => {
    if (broker.traffic.admit(socket)) return;
    decide(broker, { host: '', port: 0 }, 'CONNECTION', null, 'limit');
    socket.destroy();
  });
  server.on('connect', (request, socket, head) => {
    void tunnel(broker, request, socket, head, () => inner.emit('connection', socket));
  });
  for (const each of [server, inner]) {
    each.on('upgrade', (_request, socket) => refuse(socket, 501, 'Upgrades are not supported.'));
    each.on('clientError', (_error, socket) => refuse(socket, 400, 'That is not HTTP.'));
  }
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(socketPath, resolve);
  });
  await chmod(socketPath, 0o600);
  return {
    socketPath,
    bytes: broker.traffic.bytes,
    async stop() {
      broker.traffic.end();
      await new Promise<void>((resolve) => server.close(() => resolve()));
      await rm(socketPath, { force: true });
    },
  };
}

async function claimSocket(path: string): Promise<void> {
  if (Buffer.byteLength(path) > limits.socketPathBytesMax) {
    throw new MosaicError(
      'invalid_input',
      `The socket path ${path} is too long. Choose a shorter one.`,
    );
  }
  const found = await lstat(path).catch(() => null);
  if (found && !found.isSocket()) {
    throw new MosaicError('conflict', `${path} exists and is not a socket.`);
  }
  await rm(path, { force: true });
}

/** A request in a proxy's form, or one inside a tunnel that leads to a route. */
async function answer(broker: Broker, request: IncomingMessage, response: ServerResponse) {
  const method = request.method ?? 'GET';
  const route = broker.routed.get(request.socket);
  const url = request.url ?? '';
  // Parsed in both cases, so that the path judged and the path sent are the same.
  const asked = route && url.startsWith('/') ? routedAddress(route, url) : parseAddress(url);
  if (!asked || (route && asked.host !== route.host)) {
    decide(broker, { host: '', port: 0 }, method, null, 'malformed');
    return reply(response, 400, 'Only absolute http:// addresses can be requested here.');
  }
  const verdict = await judge(broker, asked, { method, path: asked.path });
  if (!verdict.to) return reply(response, 403, denial(asked));
  forward(broker, request, response, { ...asked, to: verdict.to, headers: verdict.headers });
}

/** A CONNECT request: bytes both ways, or HTTP when it leads to a route. */
async function tunnel(
  broker: Broker,
  request: IncomingMessage,
  socket: Duplex,
  head: Buffer,
  readAsHttp: () => void,
): Promise<void> {
  socket.on('error', () => socket.destroy());
  const asked = parseAuthority(request.url ?? '');
  if (!asked) {
    decide(broker, { host: '', port: 0 }, 'CONNECT', null, 'malformed');
    return refuse(socket, 400, 'CONNECT needs host:port.');
  }
  const route = findRoute(broker, asked);
  if (route) {
    broker.routed.set(socket, route);
    socket.write('HTTP/1.1 200 Connection Established\r\n\r\n');
    if (head.length > 0) socket.unshift(head);
    readAsHttp();
    return;
  }
  const { to } = await judge(broker, asked, { method: 'CONNECT', path: null });
  if (!to) return refuse(socket, 403, denial(asked));
  const upstream = connect({ host: to.host, port: to.port });
  broker.traffic.own(upstream);
  const timer = setTimeout(() => upstream.destroy(), broker.caps.connectMsMax);
  upstream.once('connect', () => {
    clearTimeout(timer);
    socket.write('HTTP/1.1 200 Connection Established\r\n\r\n');
    upstream.write(head);
    socket.pipe(broker.traffic.meter()).pipe(upstream);
    upstream.pipe(broker.traffic.meter()).pipe(socket);
  });
  upstream.once('error', () => refuse(socket, 502, `${asked.host} could not be reached.`));
  upstream.once('close', () => {
    clearTimeout(timer);
    socket.destroy();
  });
  socket.once('close', () => upstream.destroy());
}

interface Verdict {
  readonly to: EgressTarget | null;
  readonly headers: Readonly<Record<string, string>>;
}

async function judge(
  broker: Broker,
  asked: EgressTarget,
  what: { method: string; path: string | null },
): Promise<Verdict> {
  const nothing = { to: null, headers: {} };
  const { method, path } = what;
  const route = findRoute(broker, asked);
  if (route) {
    const isAllowed = path !== null && (route.allowRequest?.(method, path) ?? true);
    decide(broker, asked, method, path, isAllowed ? 'route' : 'not_allowed');
    return isAllowed ? { to: route.to, headers: route.headers ?? {} } : nothing;
  }
  if (!broker.options.allow(asked.host, asked.port)) {
    decide(broker, asked, method, path, 'not_allowed');
    return nothing;
  }
  const address = await pinAddress(asked.host, broker.lookup);
  decide(broker, asked, method, path, address ? 'rule' : 'not_public');
  return address ? { to: { host: address, port: asked.port }, headers: {} } : nothing;
}

function forward(
  broker: Broker,
  request: IncomingMessage,
  response: ServerResponse,
  target: EgressTarget & Verdict & { path: string },
): void {
  const { to, host, port } = target;
  if (!to) return;
  const authority = host.includes(':') ? `[${host}]` : host;
  const upstream = send({
    host: to.host,
    port: to.port,
    method: request.method,
    path: target.path,
    agent: false,
    // What the address names, unless the route says what its service expects to be called.
    headers: endToEndHeaders(request.headers, {
      host: port === 80 ? authority : `${authority}:${port}`,
      ...target.headers,
    }),
    setHost: false,
  });
  upstream.on('socket', (socket: Socket) => broker.traffic.own(socket));
  upstream.setTimeout(broker.caps.durationMsMax, () => upstream.destroy());
  upstream.on('response', (answered) => {
    response.writeHead(answered.statusCode ?? 502, endToEndHeaders(answered.headers, {}));
    answered.pipe(broker.traffic.meter()).pipe(response);
    answered.on('error', () => response.destroy());
  });
  upstream.on('error', () => {
    if (response.headersSent) response.destroy();
    else reply(response, 502, `${host} could not be reached.`);
  });
  response.on('close', () => upstream.destroy());
  request.pipe(broker.traffic.meter()).pipe(upstream);
}

function routedAddress({ host, port }: EgressRoute, path: string) {
  const found = parseAddress(`http://route.invalid${path}`);
  return found && { host, port, path: found.path };
}

function findRoute(broker: Broker, asked: EgressTarget): EgressRoute | undefined {
  return broker.options.routes?.find(
    ({ host, port }) => host === asked.host && port === asked.port,
  );
}

function decide(
  { options }: Broker,
  { host, port }: EgressTarget,
  method: string,
  path: string | null,
  reason: EgressDecision['reason'],
): void {
  const decision = reason === 'rule' || reason === 'route' ? 'allowed' : 'denied';
  options.onRequest?.({ host, port, method, path, decision, reason });
}

function denial({ host, port }: EgressTarget): string {
  return `Egress to ${host}:${port} is not allowed. Add it to the project's egress hosts if it is needed.`;
}

function reply(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8', connection: 'close' });
  response.end(`${text}\n`);
}

function refuse(socket: Duplex, status: number, text: string): void {
  if (socket.writable) {
    socket.end(
      `HTTP/1.1 ${status} Refused\r\ncontent-type: text/plain\r\nconnection: close\r\n\r\n${text}\n`,
    );
  }
  socket.once('finish', () => socket.destroy());
}
