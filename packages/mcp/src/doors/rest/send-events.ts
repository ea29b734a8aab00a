import type { Operation } from '@mosaic/contract';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Backbone } from '../../pipeline/backbone.ts';
import { bearerToken } from '../listener.ts';
import { createCoalescedWriter } from './coalesced-writer.ts';
import { createFrames, resumeField } from './frames.ts';
import { goneSignal } from './gone-signal.ts';
import { sendError, toProblem } from './problem.ts';

/** Comment lines keep proxies and browsers from giving up, in milliseconds. */
const keepAliveMs = 15_000;

const framesOf = createFrames();

/**
 * Answers with Server-Sent Events, one for each item of the stream.
 *
 * A client that reconnects with `Last-Event-ID` continues without a gap and without a repeat. A
 * failure after the start is an `error` event, since the status line is gone by then.
 */
export async function sendEvents(
  backbone: Backbone,
  operation: Operation,
  input: Record<string, unknown>,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const gone = goneSignal(reply);
  let batches: AsyncIterable<readonly unknown[]>;
  try {
    batches = await backbone.streamBatches({
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
  // The end is told by an event: chunks around every write would say nothing more.
  reply.raw.useChunkedEncodingByDefault = false;
  reply.raw.writeHead(200, {
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-store',
    'x-accel-buffering': 'no',
    'x-content-type-options': 'nosniff',
  });
  reply.raw.write(': connected\n\n');
  const writer = createCoalescedWriter(reply.raw, gone);
  const keepAlive = setInterval(writer.beat, keepAliveMs);
  try {
    for await (const items of batches) {
      const room = writer.write(framesOf(operation, items));
      if (room !== undefined) await room;
    }
    writer.end(gone.aborted ? '' : 'event: end\ndata: {}\n\n');
  } catch (error) {
    writer.end(`event: error\ndata: ${JSON.stringify(toProblem(error))}\n\n`);
  } finally {
    clearInterval(keepAlive);
  }
  return reply;
}

function resumePoint(request: FastifyRequest, operation: Operation): Record<string, unknown> {
  const last = request.headers['last-event-id'];
  const field = resumeField(operation);
  const canResume = field !== null && typeof last === 'string' && /^\d{1,15}$/.test(last);
  return canResume ? { [field]: last } : {};
}
