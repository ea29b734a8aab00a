import { hostname } from 'node:os';
import { MosaicError } from '@mosaic/contract';
import pino, { type Logger } from 'pino';
import { clusterOver } from '../cluster/cluster-over.ts';
import type { Module } from '../module.ts';
import { deriveSecrets } from '../modules/identity/shared-secrets.ts';
import { type OpenHub, type OpenHubOptions, openHub } from '../open-hub.ts';
import { mcpVersion } from '../version.ts';
import { idleClock } from './hold-process.ts';
import { othersModule } from './steps-of-others.ts';

export interface EmbeddedOptions {
  readonly home: string;
  readonly modules: readonly Module[];
  readonly logLevel: string;
  /** Null keeps the rows in a file of the home. */
  readonly shared: SharedStore | null;
}

/** The PostgreSQL of a team, and what goes with it. */
export interface SharedStore {
  readonly databaseUrl: string;
  readonly redisUrl: string | null;
  readonly secretFile: string | null;
  readonly nodeName: string | null;
}

/** Opens a hub within this process, without any door. */
export async function openEmbedded(options: EmbeddedOptions): Promise<OpenHub> {
  const { home, modules, shared } = options;
  const logger = pino({ level: options.logLevel, base: null }, pino.destination({ dest: 2 }));
  if (shared?.secretFile) deriveSecrets(home, shared.secretFile);
  return await openHub({
    home,
    modules: [...modules, othersModule(modules)],
    clock: idleClock,
    logger,
    version: mcpVersion,
    url: () => null,
    ...(shared === null ? {} : nodeOf(shared, logger)),
  });
}

function nodeOf(
  { databaseUrl, redisUrl, nodeName }: SharedStore,
  logger: Logger,
): Pick<OpenHubOptions, 'store' | 'cluster' | 'nodeName'> {
  return {
    store: { kind: 'postgres', url: databaseUrl },
    cluster: clusterOver({ databaseUrl, redisUrl, clock: idleClock, logger }),
    nodeName: nodeName ?? `${hostname()}-${process.pid}`,
  };
}

/** The database of a team; there is no default for it. */
export function requireDatabase(url: string | null): string {
  if (url !== null && /^postgres(?:ql)?:\/\//.test(url)) return url;
  throw new MosaicError(
    'precondition_failed',
    "The mode team needs a PostgreSQL. Set DATABASE_URL, or: createMCPServer({ mode: 'team', databaseUrl: 'postgres://user:password@host:5432/mosaic' })",
  );
}
