import { MosaicError } from '@mosaic/contract';
import type { FastifyRequest } from 'fastify';

const loopbackNames = new Set(['localhost', '127.0.0.1', '[::1]']);

/**
 * Refuses requests a foreign web page could cause.
 *
 * `Host` must name this machine (otherwise a rebound DNS name would reach us), and
 * `Origin`, which browsers always send across origins, must be this very origin.
 * Requests without `Origin` come from programs and need only their token.
 */
export function requestGuard(allowedHosts: readonly string[]) {
  const allowed = new Set(allowedHosts.map((host) => host.toLowerCase()));
  const isKnownHost = (host: string): boolean =>
    allowed.has(host) || loopbackNames.has(host.replace(/:\d+$/, ''));
  return async (request: FastifyRequest): Promise<void> => {
    const host = (request.headers.host ?? '').toLowerCase();
    if (!isKnownHost(host)) {
      throw new MosaicError(
        'forbidden',
        `This hub does not answer for the host ${JSON.stringify(host.slice(0, 100))}. Use localhost, or allow the host in its settings.`,
      );
    }
    const origin = request.headers.origin;
    if (origin !== undefined && !isOwnOrigin(origin, host)) {
      throw new MosaicError('forbidden', 'Requests from other web origins are refused.');
    }
  };
}

/** The web origin must be the very host the request went to; scheme may be https behind a proxy. */
function isOwnOrigin(origin: string, host: string): boolean {
  return origin === `http://${host}` || origin === `https://${host}`;
}
