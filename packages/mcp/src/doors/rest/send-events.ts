import type { Operation } from '@mosaic/contract';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Backbone } from '../../pipeline/backbone.ts';
import { bearerToken } from '../listener.ts';
import { goneSignal } from './gone-signal.ts';
import { sendError, toProblem } from './problem.ts';

/** Comment lines keep proxies and browsers from giving up, in milliseconds. */
const keepAliveMs = 15_000;

/**
 * Answers with Server-Sent Events, one for each item of the stream.
 *
 * Items that know their place carry it as event id, so a client that reconnects with
 * `Last-Event-ID` continues without a gap and without a repeat. A failure after the start is an
 * `error` event, since the status line is gone by then.
 */
export async function sendEvents(
  backbone: Backbone,
  operation: Operation,
  input: Record<string, unknown>,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const gone = goneSignal(reply);
  let items: AsyncIterable<unknown>;
  try {
    items = await backbone.stream({
      operation: operation.name,
      input: { ...input, ...resumePoint(request, operation) },
      token: bearerToken(request.headers.authorization),
      surface: 'rest',
      signal: gone,
    });
  } catch (error) {
    return sendError(reply, error);
  }
  reply.hijack();
  reply.raw.writeHead(200, {
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-store',
    'x-accel-buffering': 'no',
    'x-content-type-options': 'nosniff',
  });
  reply.raw.write(': connected\n\n');
  const keepAlive = setInterval(() => reply.raw.write(': keep-alive\n\n'), keepAliveMs);
  try {
    for await (const item of items) await write(reply, frame(item, operation), gone);
    if (!gone.aborted) reply.raw.write('event: end\ndata: {}\n\n');
  } catch (error) {
    reply.raw.write(`event: error\ndata: ${JSON.stringify(toProblem(error))}\n\n`);
  } finally {
    clearInterval(keepAlive);
    reply.raw.end();
  }
  return reply;
}

/** How streams resume: the input field that takes the place, and where an item says it. */
const resumeFields = { after: 'seq', offset: 'nextOffset' } as const;

function frame(item: unknown, operation: Operation): string {
  const place = resumeField(operation);
  const value = place === null ? undefined : (item as Record<string, unknown>)[resumeFields[place]];
  const id = typeof value === 'number' ? `id: ${value}\n` : '';
  return `${id}data: ${JSON.stringify(item)}\n\n`;
}

function resumeField(operation: Operation): keyof typeof resumeFields | null {
  if ('after' in operation.input.shape) return 'after';
  return 'offset' in operation.input.shape ? 'offset' : null;
}

/** Waits while the client reads slower than we write, so that memory stays bounded. */
async function write(reply: FastifyReply, text: string, signal: AbortSignal): Promise<void> {
  if (reply.raw.write(text) || signal.aborted) return;
  await new Promise<void>((resolve) => {
    const done = () => {
      reply.raw.off('drain', done);
      signal.removeEventListener('abort', done);
      resolve();
    };
    reply.raw.once('drain', done);
    signal.addEventListener('abort', done);
  });
}

function resumePoint(request: FastifyRequest, operation: Operation): Record<string, unknown> {
  const last = request.headers['last-event-id'];
  const field = resumeField(operation);
  const canResume = field !== null && typeof last === 'string' && /^\d{1,15}$/.test(last);
  return canResume ? { [field]: last } : {};
}
