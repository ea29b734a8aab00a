import type { IncomingHttpHeaders, OutgoingHttpHeaders } from 'node:http';

/** These concern one connection only, or speak to the proxy. */
const hopByHop = [
  'connection',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
];

/** Headers to pass on, with those in `fixed` set whatever was sent. */
export function endToEndHeaders(
  headers: IncomingHttpHeaders,
  fixed: Readonly<Record<string, string>>,
): OutgoingHttpHeaders {
  const named = String(headers.connection ?? '')
    .toLowerCase()
    .split(',')
    .map((name) => name.trim());
  const dropped = new Set([
    ...hopByHop,
    ...named,
    ...Object.keys(fixed).map((n) => n.toLowerCase()),
  ]);
  const kept = Object.entries(headers).filter(([name]) => !dropped.has(name));
  return { ...Object.fromEntries(kept), ...fixed };
}
