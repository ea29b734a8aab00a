import { mkdirSync, realpathSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Client, createClient } from '@mosaic/client';
import { isMosaicError } from '@mosaic/contract';
import { isLoopback } from '../hub/connect.ts';
import { findHub } from '../hub/find-hub.ts';
import type { Session } from '../session.ts';
import { cliVersion } from '../version.ts';

/** A hub to plan with. */
export interface PlanningHub {
  readonly client: Client;
  /** Address of a hub that goes on serving; null where it ends with this command. */
  readonly url: string | null;
  /** True where the hub sees the files of this machine. */
  readonly isHere: boolean;
}

/** How long another command on the same home is waited for, in milliseconds. */
const waitMsMax = 10_000;
const waitStepMs = 150;

/**
 * Does something with the hub: the one that is named, the one that serves this home, or one that
 * is opened for the time of the command. Planning needs neither runner nor engine.
 */
export async function withHub(
  session: Session,
  work: (hub: PlanningHub) => Promise<number>,
): Promise<number> {
  const { config } = session;
  if (config.isUrlGiven || config.tier !== 'local') {
    return await work({
      client: session.client(),
      url: config.url,
      isHere: config.urls.every(isLoopback),
    });
  }
  const found = await findHub(config);
  if (found !== null) return await work(serving(found));
  const own = await openOwn(session);
  try {
    return await work(own);
  } finally {
    await own.close();
  }
}

function serving({ url, token }: { url: string; token: string }): PlanningHub {
  return { client: createClient({ baseUrl: url, token }), url, isHere: true };
}

type OwnHub = PlanningHub & { close(): Promise<void> };

/** Opens a hub on a free port that nobody is told of; waits while another command has the home. */
async function openOwn(session: Session): Promise<OwnHub> {
  const giveUpAt = session.io.now() + waitMsMax;
  for (;;) {
    try {
      return await startOwn(session);
    } catch (error) {
      const isTaken = isMosaicError(error) && 'home' in error.details;
      if (!isTaken || session.io.now() > giveUpAt) throw error;
    }
    const found = await findHub(session.config);
    if (found !== null) return { ...serving(found), close: async () => undefined };
    await sleep(waitStepMs);
  }
}

async function startOwn({ config }: Session): Promise<OwnHub> {
  mkdirSync(config.home, { recursive: true, mode: 0o700 });
  const { startHub } = await import('@mosaic/stack');
  const hub = await startHub({
    home: realpathSync(config.home),
    host: '127.0.0.1',
    port: 0,
    version: cliVersion(),
    logLevel: config.logLevel,
    webRoot: null,
    sandbox: 'auto',
    runner: null,
    mcpProfile: null,
    allowedHosts: [],
    hasEngine: false,
  });
  const client = createClient({ baseUrl: hub.url, token: hub.ownerToken });
  return { client, url: null, isHere: true, close: hub.close };
}
