import { randomBytes } from 'node:crypto';
import { createClient } from '@mosaic/client';
import { MosaicError } from '@mosaic/contract';
import {
  createMissionStates,
  type DetectSettings,
  defaultStepTimeouts,
  documentReaders,
  missionsModule,
  projectsModule,
  type StepTimeouts,
  startEngine,
} from '@mosaic/core';
import {
  clusterOver,
  createListener,
  createMcpDoor,
  deriveSecrets,
  mountMcp,
  mountMcpConformance,
  mountRest,
  type OpenHub,
  type OpenHubOptions,
  openHub,
  systemClock,
} from '@mosaic/mcp';
import { contextsModule, personasModule } from '@tony/core/agents';
import { type PlanningModelSettings, plansModule } from '@tony/core/plans';
import type { FastifyInstance } from 'fastify';
import type { Logger } from 'pino';
import { detectSettings } from './detect-settings.ts';
import { homeDirectories } from './home-directories.ts';
import { createLogger } from './logger.ts';
import { mcpInstructions } from './mcp-instructions.ts';
import { templatesDirectory } from './product-files.ts';
import { type SandboxChoice, sandboxPolicy } from './sandbox-policy.ts';
import { serveWeb } from './serve-web.ts';
import type { StandaloneOptions } from './standalone-options.ts';
import { startLocalRunner } from './start-local-runner.ts';
import { countAnswers, stopHub } from './stop-hub.ts';

export interface HubOptions {
  /** Directory of database, secrets, clones and logs. */
  home: string;
  host: string;
  port: number;
  version: string;
  logLevel: string;
  /** Built dashboard; null serves none. */
  webRoot: string | null;
  /** `unsandboxed` is the operator's word that agents and gates may run without a sandbox. */
  sandbox: SandboxChoice;
  /** Runner inside this process; null leaves the work to separate runners. */
  runner: { slots: number } | null;
  /** `conformance` adds the fixtures of the official protocol suite. */
  mcpProfile: string | null;
  /** Further host names that requests may name, for a hub behind a proxy. */
  allowedHosts: readonly string[];
  /** Longest durations of runs; those of the orchestrator protocol where not given. */
  timeouts?: Partial<StepTimeouts>;
  /** Set where several hubs share one installation. */
  standalone?: StandaloneOptions;
  /** False leaves the missions to nodes that see the vaults. */
  hasEngine?: boolean;
  /** Folder of the missions' repositories; below the home unless given. */
  vaults?: string;
  /** The model that plans goals; templates do where it is null or not given. */
  planning?: (PlanningModelSettings & { readonly tokens: number }) | null;
  /** How long to serve on after `/ready` turned, in milliseconds. */
  stopGraceMs?: number;
}

export interface RunningHub {
  url: string;
  ownerToken: string;
  sandbox: { kind: 'bubblewrap' | 'none'; reason: string };
  /** Where the protocol suite finds its fixtures; null without that profile. */
  conformanceUrl: string | null;
  /** Ends runs, doors and store, in that order. */
  close(): Promise<void>;
}

/** Assembles a hub, alone or as one node of several: store, modules, doors, engine and runner. Read it top to bottom. */
export async function startHub(options: HubOptions): Promise<RunningHub> {
  const directories = homeDirectories(options.home, options.vaults);
  const logger = createLogger(options.logLevel);
  const policy = await sandboxPolicy(options.sandbox, directories);
  const states = createMissionStates();
  const { standalone } = options;
  const address = { url: null as string | null, isReady: false, isStopping: false };
  if (standalone?.secretFile) deriveSecrets(options.home, standalone.secretFile);

  const opened = await openHub({
    home: options.home,
    modules: [
      projectsModule(detectSettings satisfies DetectSettings),
      plansModule({
        readers: documentReaders,
        planningModel: options.planning ?? null,
        planningTokens: options.planning?.tokens,
      }),
      contextsModule,
      personasModule(),
      missionsModule(states, {
        timeouts: { ...defaultStepTimeouts, ...options.timeouts },
        isTrusted: policy.isTrusted,
      }),
    ],
    clock: systemClock,
    logger,
    version: options.version,
    url: () => standalone?.advertisedUrl ?? address.url,
    ...(standalone === undefined ? {} : sharedWith(standalone, logger)),
  });
  const { hub, store, metrics, secrets } = opened;

  const app = createListener({
    hub,
    logger,
    metrics,
    isReady: () => address.isReady && opened.isStoreReachable(),
    notReadyBecause: () => {
      if (address.isStopping) return 'stopping';
      return opened.isStoreReachable() ? 'starting' : 'store out of reach';
    },
    isStopping: () => address.isStopping,
    allowedHosts: options.allowedHosts,
  });
  mountRest(app, hub, options.version);
  const conformancePath = await mountProtocol(app, opened, logger, options);
  if (options.webRoot !== null) await serveWeb(app, options.webRoot);
  countAnswers(app);
  address.url = await listen(app, options).catch(async (error: unknown) => {
    await opened.close();
    throw error;
  });

  if (options.hasEngine !== false) {
    opened.duties.add('engine', ({ guard }) => {
      const engine = startEngine({
        hub,
        guard,
        store,
        states,
        clock: systemClock,
        log: logger,
        vaultsDirectory: directories.vaults,
        templatesDirectory,
      });
      return engine.close;
    });
  }
  const runner = options.runner
    ? await startLocalRunner({
        client: createClient({ baseUrl: address.url, token: secrets.runnerToken }),
        hubUrl: address.url,
        home: options.home,
        directories,
        // Names of runners are unique: the same one would take the runs of the other for its own.
        name: standalone?.nodeName ?? 'local',
        slots: options.runner.slots,
        version: options.version,
        policy,
        logger,
      })
    : null;
  address.isReady = true;

  return {
    url: address.url,
    ownerToken: secrets.ownerToken,
    sandbox: { kind: policy.kind, reason: policy.reason },
    conformanceUrl: conformancePath === null ? null : address.url + conformancePath,
    async close() {
      address.isReady = false;
      address.isStopping = true;
      await stopHub({ opened, app, runner, graceMs: options.stopGraceMs ?? 0 });
    },
  };
}

/** What a hub needs to be one node of several. */
function sharedWith(
  { databaseUrl, redisUrl, nodeName }: StandaloneOptions,
  logger: Logger,
): Pick<OpenHubOptions, 'store' | 'cluster' | 'nodeName'> {
  return {
    store: { kind: 'postgres', url: databaseUrl },
    cluster: clusterOver({ databaseUrl, redisUrl, clock: systemClock, logger }),
    nodeName,
  };
}

/** Mounts MCP; with the conformance profile also its fixtures, behind a secret path. */
async function mountProtocol(
  app: FastifyInstance,
  { hub, secrets }: OpenHub,
  logger: Logger,
  options: HubOptions,
): Promise<string | null> {
  const serverInfo = { name: 'mosaic', version: options.version };
  const shared = { backbone: hub, serverInfo, instructions: mcpInstructions, logger };
  await mountMcp(app, await createMcpDoor(shared));
  if (options.mcpProfile !== 'conformance') return null;
  // The suite cannot send a token, so its path is a secret that only this process knows.
  const secret = randomBytes(24).toString('hex');
  const door = await createMcpDoor({ ...shared, profile: 'conformance' });
  await mountMcpConformance(app, door, { secret, token: secrets.runnerToken });
  return `/mcp-conformance/${secret}`;
}

async function listen(app: FastifyInstance, { host, port }: HubOptions): Promise<string> {
  try {
    await app.listen({ host, port });
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EADDRINUSE')) throw error;
    throw new MosaicError(
      'conflict',
      `Port ${port} is taken on ${host}. Stop what listens there, or choose another: MOSAIC_PORT=3457`,
      { details: { host, port }, cause: error },
    );
  }
  const place = app.server.address();
  const bound = typeof place === 'object' && place !== null ? place.port : port;
  const name = host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host;
  return `http://${name.includes(':') ? `[${name}]` : name}:${bound}`;
}
