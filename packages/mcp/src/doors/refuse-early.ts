import type { IncomingMessage, RequestListener, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { MosaicError } from '@mosaic/contract';
import type { Admission } from '../pipeline/admission/admission.ts';
import { laneOfRequest } from '../pipeline/admission/lane.ts';
import { toProblem } from './rest/problem.ts';

/**
 * Who asks again on the same connection sooner than this, in milliseconds, does not wait as it was
 * told: its connection is not read for a while, which holds it up before it costs anything.
 */
const patienceMs = 200;

/** When connections were refused last. */
const refusedAt = new WeakMap<Socket, number>();

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

function refuse(response: ServerResponse, retryAfterMs: number): void {
  const problem = toProblem(
    new MosaicError(
      'rate_limited',
      `The hub has more to do than it gets done in time. Try again in ${retryAfterMs} ms.`,
      { details: { retryAfterMs, reason: 'overload' } },
    ),
  );
  response.writeHead(problem.status, {
    'content-type': 'application/problem+json',
    'retry-after': String(Math.ceil(retryAfterMs / 1_000)),
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'x-frame-options': 'DENY',
  });
  response.end(JSON.stringify(problem), () => setImmediate(holdUp, response.req.socket));
}

function holdUp(socket: Socket): void {
  const now = performance.now();
  const isImpatient = now - (refusedAt.get(socket) ?? Number.NEGATIVE_INFINITY) < patienceMs * 2;
  refusedAt.set(socket, now);
  if (!isImpatient || socket.destroyed) return;
  socket.pause();
  setTimeout(() => socket.resume(), patienceMs).unref();
}
