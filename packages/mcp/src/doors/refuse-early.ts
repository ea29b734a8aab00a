import type { IncomingMessage, RequestListener, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { MosaicError } from '@mosaic/contract';
import type { Admission } from '../pipeline/admission/admission.ts';
import { laneOfRequest } from '../pipeline/admission/lane.ts';
import { toProblem } from './rest/problem.ts';

/**
 * Connections that were refused and are read again, a second. Each waits for its place in that row,
 * so that whoever does not wait as it was told is held up before it costs anything.
 */
const readAgainPerSecond = 2_000;

/** Waits are told in multiples of this, in milliseconds. */
const stepMs = 100;

/** The next free place in the row. */
let nextPlaceAt = 0;

const scheme = 'Bearer ';
/** Only calls of operations are ever refused: health, readiness and metrics always answer. */
const callsPrefix = '/api/v1/';

/**
 * Refuses requests the hub would refuse anyway, after their first lines and before anything else
 * is done with them.
 *
 * Under overload most of what arrives is refused. What a refusal costs is taken from the calls
 * that could be done, so it has to cost next to nothing.
 */
export function refuseEarly(server: Server, admission: Admission): void {
  const listeners = server.listeners('request') as RequestListener[];
  server.removeAllListeners('request');
  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    const waitMs = refusalOf(request, admission);
    if (waitMs !== null) return refuse(response, waitMs);
    for (const listener of listeners) listener(request, response);
  });
}

function refusalOf({ url = '', method, headers }: IncomingMessage, admission: Admission) {
  if (!url.startsWith(callsPrefix)) return null;
  const token = headers.authorization?.slice(scheme.length) ?? null;
  return admission.refusal(token, laneOfRequest(method, url));
}

/** Few different ones: waits are told in steps. */
const bodies = new Map<number, string>();

function bodyOf(retryAfterMs: number): string {
  const known = bodies.get(retryAfterMs);
  if (known !== undefined) return known;
  const body = JSON.stringify(
    toProblem(
      new MosaicError(
        'rate_limited',
        `The hub has more to do than it gets done in time. Try again in ${retryAfterMs} ms.`,
        { details: { retryAfterMs, reason: 'overload' } },
      ),
    ),
  );
  bodies.set(retryAfterMs, body);
  return body;
}

function refuse(response: ServerResponse, waitMs: number): void {
  const retryAfterMs = Math.ceil(waitMs / stepMs) * stepMs;
  const body = bodyOf(retryAfterMs);
  response.writeHead(429, {
    'content-type': 'application/problem+json',
    'content-length': String(body.length),
    'retry-after': String(Math.ceil(retryAfterMs / 1_000)),
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'x-frame-options': 'DENY',
  });
  const { socket } = response.req;
  response.end(body, () => setImmediate(holdUp, socket, retryAfterMs));
}

/** Never longer than its sender was told to wait: who does so does not notice. */
function holdUp(socket: Socket, unreadMsMax: number): void {
  const now = performance.now();
  nextPlaceAt = Math.max(now, nextPlaceAt) + 1_000 / readAgainPerSecond;
  const unreadMs = Math.min(nextPlaceAt - now, unreadMsMax);
  // Timers are no finer; who is that near in the row is not worth one.
  if (unreadMs < 2 || socket.destroyed) return;
  socket.pause();
  setTimeout(() => socket.resume(), unreadMs).unref();
}
