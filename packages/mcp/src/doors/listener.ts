import { errorStatus, MosaicError } from '@mosaic/contract';
import fastify, { type FastifyInstance, LogController } from 'fastify';
import type { Logger } from 'pino';
import type { Hub } from '../pipeline/create-backbone.ts';
import type { Metrics } from '../pipeline/metrics.ts';
import { refuseEarly } from './refuse-early.ts';
import { requestGuard } from './request-guard.ts';
import { sendError, toProblem } from './rest/problem.ts';

export interface ListenerOptions {
  hub: Hub;
  logger: Logger;
  metrics: Metrics;
  /** True while the hub can serve; otherwise `/ready` answers 503. */
  isReady: () => boolean;
  /** Why it is not ready, in a word or two. */
  notReadyBecause?: () => string;
  /** True once the hub is going to stop: connections are then not kept for another request. */
  isStopping?: () => boolean;
  /** Further hosts (`name` or `name:port`) that requests may name, for a hub behind a proxy. */
  allowedHosts?: readonly string[];
}

/** Largest request body in bytes. */
const bodyBytesMax = 4 * 1024 * 1024;

/** Longest time a request may take to arrive, in milliseconds; answers may take longer. */
const requestMsMax = 60_000;

/**
 * The one HTTP listener all doors share: guards first, then health, then the doors.
 *
 * It answers only on the address it is told to listen on; loopback unless the
 * operator decides otherwise.
 */
export function createListener(options: ListenerOptions): FastifyInstance {
  const app = fastify({
    loggerInstance: options.logger as never,
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: bodyBytesMax,
    requestTimeout: requestMsMax,
    frameworkErrors: (error, _request, reply) => sendError(reply, error),
    forceCloseConnections: true,
    routerOptions: { maxParamLength: 200 },
  }) as unknown as FastifyInstance;
  refuseEarly(app.server, options.hub.admission);
  app.addHook('onRequest', requestGuard(options.allowedHosts ?? []));
  app.addHook('onSend', async (_request, reply) => {
    reply.header('x-content-type-options', 'nosniff');
    reply.header('referrer-policy', 'no-referrer');
    reply.header('x-frame-options', 'DENY');
    if (options.isStopping?.()) reply.header('connection', 'close');
  });
  app.setErrorHandler((error, request, reply) => {
    if (toProblem(error).status === errorStatus.internal) {
      const path = request.url.split('?')[0];
      options.logger.error({ err: error, path }, 'request failed unexpectedly');
    }
    return sendError(reply, error);
  });
  app.setNotFoundHandler((request, reply) =>
    sendError(
      reply,
      new MosaicError(
        'not_found',
        `There is nothing at ${request.method} ${request.url.split('?')[0]}.`,
      ),
    ),
  );
  app.get('/health', async () => ({ status: 'ok' }));
  app.get('/ready', async (_request, reply) => {
    const isReady = options.isReady();
    const status = isReady ? 'ready' : (options.notReadyBecause?.() ?? 'starting');
    return reply.code(isReady ? 200 : 503).send({ status });
  });
  app.get('/metrics', async (request, reply) => {
    await options.hub.authenticate(bearerToken(request.headers.authorization));
    return reply.type(options.metrics.contentType).send(await options.metrics.render());
  });
  return app;
}

/** The token of an `Authorization: Bearer …` header; null when there is none. */
export function bearerToken(header: string | undefined): string | null {
  const match = /^bearer +([^\s]+)$/i.exec(header ?? '');
  return match?.[1] ?? null;
}
