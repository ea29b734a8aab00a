import fastifyStatic from '@fastify/static';
import { MosaicError } from '@mosaic/contract';
import { toProblem } from '@mosaic/mcp';
import type { FastifyInstance } from 'fastify';

/** Only what we ship runs, and it talks only to us. */
const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "font-src 'self'",
  "connect-src 'self'",
  "manifest-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** Serves the dashboard; its own routes are all answered by its one page. */
export async function serveWeb(app: FastifyInstance, root: string): Promise<void> {
  await app.register(fastifyStatic, {
    root,
    wildcard: false,
    setHeaders(reply, path) {
      reply.header('content-security-policy', contentSecurityPolicy);
      const isHashed = path.includes('/assets/');
      reply.header('cache-control', isHashed ? 'public, max-age=31536000, immutable' : 'no-cache');
    },
  });
  app.get('/*', (request, reply) => {
    const isPage = (request.headers.accept ?? '').includes('text/html');
    if (isPage && !request.url.startsWith('/api/')) return reply.sendFile('index.html');
    const problem = toProblem(
      new MosaicError('not_found', `There is nothing at ${request.url.split('?')[0]}.`),
    );
    return reply.code(problem.status).type('application/problem+json').send(problem);
  });
}
