import type { FastifyReply } from 'fastify';

/**
 * Aborts when the caller goes away before the answer is complete.
 *
 * The reply tells, not the request: a request closes as soon as its body was read.
 */
export function goneSignal(reply: FastifyReply): AbortSignal {
  const gone = new AbortController();
  reply.raw.once('close', () => {
    if (!reply.raw.writableFinished) gone.abort();
  });
  return gone.signal;
}
