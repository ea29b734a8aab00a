import { mkdirSync, realpathSync } from 'node:fs';
import { hostname } from 'node:os';
import { MosaicError } from '@mosaic/contract';
import type { StandaloneOptions } from '@mosaic/stack';
import type { Config } from '../config.ts';
import type { Session } from '../session.ts';
import { cliVersion } from '../version.ts';
import { findHub } from './find-hub.ts';
import { removeHubRecord, writeHubRecord } from './hub-record.ts';

/** A hub that serves: started by this process, or found running on the same home. */
export interface ServingHub {
  readonly url: string;
  readonly token: string;
  readonly isOwn: boolean;
  /** Null when the hub is not ours to know. */
  readonly sandbox: { readonly kind: 'bubblewrap' | 'none'; readonly reason: string } | null;
  readonly hasDashboard: boolean;
  readonly conformanceUrl: string | null;
  close(): Promise<void>;
}

export interface OpenHubOptions {
  /** Runs at the same time; 0 leaves the work to separate runners. */
  readonly slots: number;
}

/** Starts the hub of the session's home, or uses the one that serves it already. */
export async function openHub(session: Session, options: OpenHubOptions): Promise<ServingHub> {
  const { config } = session;
  // Other nodes of the installation may well be running on this machine.
  const found = config.tier === 'local' ? await findHub(config) : null;
  if (found !== null) {
    const nothing = { sandbox: null, hasDashboard: true, conformanceUrl: null };
    return { ...found, ...nothing, isOwn: false, close: async () => undefined };
  }
  mkdirSync(config.home, { recursive: true, mode: 0o700 });
  const home = realpathSync(config.home);
  const { builtWebDirectory, startHub } = await import('@mosaic/stack');
  const webRoot = builtWebRoot(builtWebDirectory);
  const hub = await startHub({
    home,
    host: config.host,
    port: config.port,
    version: cliVersion(),
    logLevel: config.logLevel,
    webRoot,
    sandbox: config.isUnsandboxed ? 'unsandboxed' : 'auto',
    runner: options.slots === 0 ? null : { slots: options.slots },
    mcpProfile: config.mcpProfile,
    allowedHosts: config.allowedHosts,
    vaults: config.vaults,
    hasEngine: config.hasEngine,
    stopGraceMs: config.stopGraceMs,
    planning: config.planning,
    ...(config.tier === 'local' ? {} : { standalone: standaloneOptions(config) }),
  });
  writeHubRecord(home, { url: hub.url, pid: process.pid });
  return {
    url: hub.url,
    token: hub.ownerToken,
    isOwn: true,
    sandbox: hub.sandbox,
    hasDashboard: webRoot !== null,
    conformanceUrl: hub.conformanceUrl,
    async close() {
      removeHubRecord(home, process.pid);
      await hub.close();
    },
  };
}

/** What a node of a standalone installation needs. */
function standaloneOptions(config: Config): StandaloneOptions {
  const { databaseUrl, redisUrl, secretFile, nodeUrl, port } = config;
  if (databaseUrl === null) {
    throw new MosaicError(
      'invalid_input',
      'The tier standalone needs a PostgreSQL. Set DATABASE_URL=postgres://user:password@host:5432/mosaic',
    );
  }
  const nodeName = config.nodeName ?? `${hostname()}-${port}`;
  return { databaseUrl, redisUrl, secretFile, nodeName, advertisedUrl: nodeUrl };
}

/** The dashboard if it was built. */
function builtWebRoot(directory: string): string | null {
  try {
    realpathSync(`${directory}/index.html`);
    return directory;
  } catch {
    return null;
  }
}

/** The dashboard's address; the token is in the fragment, which browsers keep to themselves. */
export function dashboardUrl({ url, token }: Pick<ServingHub, 'url' | 'token'>): string {
  return `${url}/#token=${token}`;
}
