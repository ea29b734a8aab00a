import { MosaicError, type Operation, restRoute } from '@mosaic/contract';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Backbone } from '../../pipeline/backbone.ts';
import { bearerToken } from '../listener.ts';
import { goneSignal } from './gone-signal.ts';
import { isCreation } from './is-creation.ts';
import { describeApi } from './openapi.ts';
import { sendError } from './problem.ts';
import { readQuery } from './read-query.ts';
import { sendEvents } from './send-events.ts';

export const restPrefix = '/api/v1';

/** Longest idempotency key accepted, in characters. */
const idempotencyKeyMax = 200;

/** Serves every operation as REST, and their description as OpenAPI. */
export function mountRest(app: FastifyInstance, backbone: Backbone, version: string): void {
  for (const operation of backbone.operations) mountOperation(app, backbone, operation);
  const description = describeApi(backbone.operations, version);
  app.get('/openapi.json', async () => description);
}

function mountOperation(app: FastifyInstance, backbone: Backbone, operation: Operation): void {
  const route = restRoute(operation);
  const url = restPrefix + route.path.replace(/\{(\w+)\}/g, ':$1');
  app.route({
    method: route.method,
    url,
    exposeHeadRoute: false,
    handler: async (request, reply) => {
      const input = readInput(request, operation);
      if (operation.kind === 'stream' || wantsEvents(request, operation)) {
        const streamed = operation.kind === 'stream' ? operation : watchOf(backbone, operation);
        return sendEvents(backbone, streamed, input, request, reply);
      }
      const idempotencyKey = idempotencyKeyOf(request);
      try {
        const output = await backbone.call({
          operation: operation.name,
          input,
          token: bearerToken(request.headers.authorization),
          surface: 'rest',
          signal: goneSignal(reply),
          ...(idempotencyKey === undefined ? {} : { idempotencyKey }),
        });
        return reply.code(isCreation(operation) ? 201 : 200).send(output);
      } catch (error) {
        return sendError(reply, error);
      }
    },
  });
}

/** `GET /events` answers with a stream when the caller asks for one. */
function wantsEvents(request: FastifyRequest, operation: Operation): boolean {
  const accepts = request.headers.accept ?? '';
  return operation.name === 'event.list' && accepts.includes('text/event-stream');
}

function watchOf(backbone: Backbone, operation: Operation): Operation {
  const name = operation.name.replace('.list', '.watch');
  return backbone.operations.find((candidate) => candidate.name === name) ?? operation;
}

/** Path, query and body are one input; the path wins so that it cannot be contradicted. */
function readInput(request: FastifyRequest, operation: Operation): Record<string, unknown> {
  const given = operation.kind === 'command' ? (request.body ?? {}) : request.query;
  if (typeof given !== 'object' || given === null || Array.isArray(given)) {
    throw new MosaicError('invalid_input', 'The request body must be one JSON object.');
  }
  const read = operation.kind === 'command' ? given : readQuery(operation, { ...given });
  return { ...read, ...(request.params as Record<string, unknown>) };
}

function idempotencyKeyOf(request: FastifyRequest): string | undefined {
  const header = request.headers['idempotency-key'];
  if (typeof header !== 'string' || header === '') return undefined;
  if (header.length <= idempotencyKeyMax) return header;
  throw new MosaicError(
    'invalid_input',
    `The header Idempotency-Key has more than ${idempotencyKeyMax} characters. Use a shorter one.`,
  );
}
