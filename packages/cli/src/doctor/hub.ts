import { createServer } from 'node:net';
import type { Client } from '@mosaic/client';
import { operations } from '@mosaic/contract';
import type { Config } from '../config.ts';
import { connect, hubUrl } from '../hub/connect.ts';
import { findHub } from '../hub/find-hub.ts';
import { limits } from '../limits.ts';
import { type Check, fail, ok, warn } from './check.ts';

export const portCheck: Check = {
  id: 'port',
  run: async ({ config }) => {
    const hub = await findHub(config);
    if (hub !== null) return ok(`The hub of this home listens at ${hub.url}`);
    const problem = await listenProblem(config);
    if (problem === null) return ok(`${config.host}:${config.port} is free`);
    return fail(
      `${config.host}:${config.port} cannot be listened on: ${problem}`,
      'Stop the program on that port, or choose another: MOSAIC_PORT=3457',
    );
  },
};

export const hubCheck: Check = {
  id: 'hub',
  run: async ({ config }) => {
    const url = hubUrl(config);
    const hub = await reachHub(config);
    if (hub === null) {
      return config.isUrlGiven
        ? fail(
            `No hub that knows this token answers at ${url}`,
            'Check MOSAIC_URL and MOSAIC_TOKEN',
          )
        : ok('Not running; start it with: mosaic up');
    }
    const signal = AbortSignal.timeout(limits.closeMsMax);
    const audit = await hub.call(operations.verifyAudit, {}, { signal });
    return audit.isIntact
      ? ok(`Answers at ${url}; ${audit.records} audit records, intact`)
      : warn(`The audit log is not intact: ${audit.problem ?? 'unknown'}`, 'mosaic audit verify');
  },
};

/** The hub the settings name, if it answers and knows the token. */
async function reachHub(config: Config): Promise<Client | null> {
  const signal = AbortSignal.timeout(limits.probeMsMax);
  try {
    const client = connect(config);
    await client.call(operations.systemStatus, {}, { signal });
    return client;
  } catch {
    return null;
  }
}

function listenProblem({ host, port }: Config): Promise<string | null> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', (error) => resolve(error.message));
    server.listen({ host, port }, () => server.close(() => resolve(null)));
  });
}
