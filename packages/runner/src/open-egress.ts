import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type EgressBroker, startEgressBroker } from '@mosaic/sandbox';
import type { RunContext } from './run-context.ts';

/** The name under which a worker reaches the hub from inside its sandbox. */
export const hubHost = 'mosaic.internal';

/**
 * Opens the only way out of the sandbox of a run; null when it needs none.
 *
 * Hosts are those the project names. With a worker token the hub's MCP endpoint is
 * reachable too, and the token is put in on the way, so the worker never holds it.
 */
export async function openEgress(
  context: RunContext,
  workerToken: string | null,
): Promise<EgressBroker | null> {
  const { egressHosts } = context.project;
  if (context.sandbox !== 'bubblewrap') return null;
  if (egressHosts.length === 0 && workerToken === null) return null;
  const { sockets } = context.options.directories;
  await mkdir(sockets, { recursive: true, mode: 0o700 });
  return startEgressBroker({
    socketPath: join(sockets, `${context.runId.slice(-12)}-${context.fencingToken}.sock`),
    allow: (host, port) => isNamed(egressHosts, host, port),
    routes: workerToken === null ? [] : [hubRoute(context, workerToken)],
    onRequest: ({ host, port, method, decision, reason }) => {
      if (decision === 'denied')
        context.log.line(`network: ${method} ${host}:${port} denied (${reason})`);
    },
  });
}

function hubRoute(context: RunContext, workerToken: string) {
  const hub = new URL(context.options.hubUrl);
  return {
    host: hubHost,
    port: 80,
    to: { host: hub.hostname, port: Number(hub.port || 80) },
    headers: { authorization: `Bearer ${workerToken}`, host: hub.host },
    allowRequest: (_method: string, path: string) => path === '/mcp' || path.startsWith('/mcp?'),
  };
}

/** `example.org` allows ports 80 and 443; `example.org:8443` exactly that one. */
function isNamed(hosts: readonly string[], host: string, port: number): boolean {
  return (
    hosts.includes(`${host}:${port}`) || (hosts.includes(host) && (port === 443 || port === 80))
  );
}
