import { isMosaicError } from '@mosaic/contract';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { bearerToken } from '../listener.ts';
import type { Caller } from './caller.ts';
import { mcpLimits } from './limits.ts';
import type { McpDoor } from './mcp-door.ts';
import { httpRefusal, rpcError, rpcRefusal } from './rpc-error.ts';

/**
 * Serves the door below `path`, with the bearer token of each request.
 *
 * Host and Origin are the listener's to check: register that hook first.
 */
export async function mountMcp(app: FastifyInstance, door: McpDoor, path = '/mcp'): Promise<void> {
  await mount(app, door, path, (request) => bearerToken(request.headers.authorization));
}

/**
 * Serves the conformance profile to the official suite, which cannot send a token.
 *
 * THIS PATH NEEDS NO TOKEN. It exists only under the conformance profile, only for
 * clients on this machine, and only below a secret made for this one process; callers
 * act with `token`, so hand it one that may read and no more.
 *
 * @throws {Error} when the door has no conformance profile
 */
export async function mountMcpConformance(
  app: FastifyInstance,
  door: McpDoor,
  access: { secret: string; token: string },
): Promise<void> {
  if (door.profile !== 'conformance') {
    throw new Error('The conformance path needs a door with the conformance profile.');
  }
  if (access.secret.length < 32) throw new Error('The conformance secret is too short to be one.');
  const path = `/mcp-conformance/${access.secret}`;
  await mount(app, door, path, ({ socket }) =>
    isLoopback(socket.remoteAddress) ? access.token : null,
  );
}

type TokenOf = (request: FastifyRequest) => string | null;

async function mount(app: FastifyInstance, door: McpDoor, path: string, tokenOf: TokenOf) {
  await app.register((scope, _options, done) => {
    const callers = new WeakMap<FastifyRequest, Caller>();
    // Our own parser is stricter than the framework's, so it gets the bytes.
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, parsed) => {
      parsed(null, body);
    });
    scope.setErrorHandler(answerError);
    scope.addHook('preClose', () => door.close());
    // Before the body is read: nobody makes us buffer megabytes without a token.
    scope.addHook('onRequest', async (request, reply) => {
      const admitted = await door.admit(tokenOf(request));
      if (admitted instanceof Response) return reply.send(admitted);
      callers.set(request, admitted);
    });
    scope.all(path, { bodyLimit: mcpLimits.messageBytesMax }, async (request, reply) => {
      const caller = callers.get(request);
      if (!caller) throw new Error('The request was not admitted.');
      const body = Buffer.isBuffer(request.body) ? request.body : null;
      return reply.send(await door.handle(toWebRequest(request, reply), caller, body));
    });
    done();
  });
}

function toWebRequest(request: FastifyRequest, reply: FastifyReply): Request {
  const gone = new AbortController();
  reply.raw.on('close', () => {
    if (!reply.raw.writableFinished) gone.abort();
  });
  const headers = new Headers();
  for (const [name, value] of Object.entries(request.headers)) {
    if (value !== undefined) headers.set(name, Array.isArray(value) ? value.join(', ') : value);
  }
  const url = new URL(request.url, 'http://hub.invalid');
  return new Request(url, { method: request.method, headers, signal: gone.signal });
}

/** Answers what was refused outside of the door: by the listener's guards, or for its size. */
function answerError(
  error: Error & { statusCode?: number },
  request: FastifyRequest,
  reply: FastifyReply,
) {
  if (isMosaicError(error)) return reply.send(rpcRefusal(error, null));
  const status = error.statusCode ?? 500;
  if (status < 500) return reply.send(rpcError(status, httpRefusal, error.message));
  request.log.error({ err: error }, 'mcp door');
  return reply.send(rpcError(500, -32603, 'Internal error. Look into the log of the hub.'));
}

function isLoopback(address: string | undefined): boolean {
  return address === '127.0.0.1' || address === '::1' || address === '::ffff:127.0.0.1';
}
