import { errorStatus, isMosaicError, MosaicError } from '@mosaic/contract';
import type { FastifyReply } from 'fastify';

/** A failure as RFC 9457 problem details; `code` and `details` are ours. */
export interface Problem {
  type: string;
  title: string;
  status: number;
  detail: string;
  code: string;
  details: Readonly<Record<string, unknown>>;
}

export function toProblem(error: unknown): Problem {
  const known = isMosaicError(error) ? error : fromFramework(error);
  return {
    type: `urn:mosaic:error:${known.code}`,
    title: known.code.replaceAll('_', ' '),
    status: errorStatus[known.code],
    detail: known.message,
    code: known.code,
    details: known.details,
  };
}

export function sendError(reply: FastifyReply, error: unknown): FastifyReply {
  const problem = toProblem(error);
  if (problem.status === 401) reply.header('www-authenticate', 'Bearer realm="mosaic"');
  const retryAfterMs = problem.details.retryAfterMs;
  if (typeof retryAfterMs === 'number') {
    reply.header('retry-after', String(Math.ceil(retryAfterMs / 1_000)));
  }
  return reply.code(problem.status).type('application/problem+json').send(problem);
}

/** What the HTTP framework itself refuses: bodies too large, not JSON, and the like. */
function fromFramework(error: unknown): MosaicError {
  const status =
    typeof error === 'object' && error !== null && 'statusCode' in error ? error.statusCode : 500;
  const message = error instanceof Error ? error.message : String(error);
  if (status === 413) return new MosaicError('too_large', 'The request body is too large.');
  if (typeof status === 'number' && status >= 400 && status < 500) {
    return new MosaicError('invalid_input', `The request could not be read: ${message}.`);
  }
  return new MosaicError('internal', 'Something went wrong inside the hub. See its log.');
}
