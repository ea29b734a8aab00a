import { setTimeout as sleep } from 'node:timers/promises';
import { isMosaicError, MosaicError } from '@mosaic/contract';
import type { Module } from '../module.ts';
import { mcpVersion } from '../version.ts';
import { askHub, findRunningHub } from './find-running-hub.ts';
import { createProcessHold, type EmbeddedHub, holdFor, type ProcessHold } from './hold-process.ts';
import { openEmbedded, requireDatabase, type SharedStore } from './open-embedded.ts';
import { type McpDefaults, processDefaults } from './process-defaults.ts';

const modes = ['local', 'team', 'cluster'] as const;

/** A module, or how to load it where a hub is opened in this process. */
export type McpModule = Module | (() => Promise<Module>);

export interface McpServerOptions {
  /** `local` keeps everything in one file of this machine; `team` shares a PostgreSQL, `cluster` is the same. */
  readonly mode: (typeof modes)[number];
  /** Folder of the hub; that of the command line unless given. */
  readonly home?: string;
  /** A hub to use, wherever it runs; none is then opened. */
  readonly url?: string;
  /** Token for `url`. */
  readonly token?: string;
  readonly databaseUrl?: string;
  /** Carries hints between nodes; PostgreSQL does unless given. */
  readonly redisUrl?: string;
  /** File with the secret that all nodes of a team share. */
  readonly secretFile?: string;
  readonly nodeName?: string;
  readonly modules?: readonly McpModule[];
  /** How long to wait while another program has the home, in milliseconds; ten seconds unless given. */
  readonly waitMs?: number;
  /** How much a hub in this process logs to standard error; `silent` unless given. */
  readonly logLevel?: string;
  /** Where everything not given comes from; the process unless given. */
  readonly defaults?: () => McpDefaults;
}

/** How a hub is reached: over HTTP where one serves, within the process where it was opened here. */
export type McpConnection = (
  | { readonly kind: 'attached'; readonly url: string; readonly token: string }
  | { readonly kind: 'embedded'; readonly hub: EmbeddedHub }
) & {
  /** Version of MosAIc MCP behind it; null where that hub is too old to say. */
  readonly mcpVersion: string | null;
};

/** The backbone, as a program holds it. Nothing is opened before it is needed. */
export interface McpServer {
  readonly mode: (typeof modes)[number];
  /** Version of MosAIc MCP in this process. */
  readonly version: string;
  /** Adds modules, by their names, to the hub that will be opened here; one that serves already has its own. */
  use(...modules: readonly McpModule[]): void;
  /**
   * Uses the hub that serves this home already, or opens one in this process. Repeating it gives
   * the same connection.
   *
   * @throws `precondition_failed` when a hub has the home and does not serve
   */
  start(): Promise<McpConnection>;
  /** Closes what was opened here and leaves alone what was found. It can be started again. */
  close(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

/** How long a hub that just starts, or a script on the same home, is given, in milliseconds. */
const waitMsDefault = 10_000;
const waitStepMs = 100;

/**
 * The backbone for a program: `createMCPServer({ mode: 'local' })`.
 *
 * A hub in this process does not keep the process alive by itself in mode `local`: a script ends
 * when its last call is answered. In mode `team` the connections to the database do; end with
 * `close()`, or write `await using mcp = …`.
 */
export function createMCPServer(options: McpServerOptions): McpServer {
  if (!modes.includes(options?.mode)) {
    throw new MosaicError(
      'invalid_input',
      `There is no mode ${String(options?.mode)}. Use: createMCPServer({ mode: 'local' }), or 'team' with a databaseUrl.`,
    );
  }
  const modules: McpModule[] = [...(options.modules ?? [])];
  const hold = createProcessHold();
  let starting: Promise<Opened> | null = null;
  let isAttached = false;
  const close = async () => {
    const opened = starting;
    starting = null;
    isAttached = false;
    await hold.during((async () => (await opened?.catch(() => null))?.close())());
  };
  const server: McpServer = {
    mode: options.mode,
    version: mcpVersion,
    use(...more) {
      if (isAttached) return;
      if (starting !== null) {
        throw new MosaicError(
          'precondition_failed',
          'The hub is open already, and modules belong to it from the start. Pass them to createMCPServer, or call use() before start().',
        );
      }
      modules.push(...more);
    },
    async start() {
      starting ??= hold.during(open(options, modules, hold));
      const opened = starting;
      try {
        const { connection } = await opened;
        isAttached = connection.kind === 'attached';
        return connection;
      } catch (error) {
        // The next start looks again: what stood in the way may be gone.
        if (starting === opened) starting = null;
        throw error;
      }
    },
    close,
    [Symbol.asyncDispose]: close,
  };
  return server;
}

interface Opened {
  readonly connection: McpConnection;
  close(): Promise<void>;
}

async function open(
  options: McpServerOptions,
  modules: readonly McpModule[],
  hold: ProcessHold,
): Promise<Opened> {
  const defaults = (options.defaults ?? processDefaults)();
  const url = options.url ?? defaults.url;
  if (url !== null) return await attachTo(url, options.token ?? defaults.token);
  const home = options.home ?? defaults.home;
  const shared = options.mode === 'local' ? null : sharedStore(options, defaults);
  const giveUpAt = performance.now() + (options.waitMs ?? waitMsDefault);
  for (;;) {
    const found = await findRunningHub(home);
    if (found !== null) return attached(found);
    try {
      return await embedded({ ...options, home, shared }, modules, hold);
    } catch (error) {
      const isBusy = isMosaicError(error) && 'home' in error.details;
      if (!isBusy || performance.now() > giveUpAt) throw error;
      await sleep(waitStepMs);
    }
  }
}

async function attachTo(url: string, token: string | null): Promise<Opened> {
  const found = token === null ? null : await askHub(url, token);
  if (found !== null) return attached(found);
  throw new MosaicError(
    token === null ? 'unauthenticated' : 'unavailable',
    token === null
      ? `There is no token for ${url}. Set MOSAIC_TOKEN, or pass token to createMCPServer.`
      : `No hub answers at ${url} to this token. Start one there with: mosaic up`,
  );
}

function attached({ url, token, mcpVersion }: Awaited<ReturnType<typeof askHub>> & {}): Opened {
  return { connection: { kind: 'attached', url, token, mcpVersion }, close: async () => undefined };
}

async function embedded(
  {
    home,
    shared,
    logLevel = 'silent',
  }: McpServerOptions & { home: string; shared: SharedStore | null },
  modules: readonly McpModule[],
  hold: ProcessHold,
): Promise<Opened> {
  const all = await Promise.all(
    modules.map(async (module) => (typeof module === 'function' ? await module() : module)),
  );
  const loaded = [...new Map(all.map((module) => [module.name, module])).values()];
  const opened = await openEmbedded({ home, shared, logLevel, modules: loaded });
  // A script that simply ends closes its hub like one that says so.
  const closing = () => void opened.close().catch(() => undefined);
  process.once('beforeExit', closing);
  return {
    connection: {
      kind: 'embedded',
      hub: holdFor(opened.hub, opened.secrets.ownerToken, hold),
      mcpVersion,
    },
    async close() {
      process.off('beforeExit', closing);
      await opened.close();
    },
  };
}

function sharedStore(options: McpServerOptions, defaults: McpDefaults): SharedStore {
  return {
    databaseUrl: requireDatabase(options.databaseUrl ?? defaults.databaseUrl),
    redisUrl: options.redisUrl ?? defaults.redisUrl,
    secretFile: options.secretFile ?? defaults.secretFile,
    nodeName: options.nodeName ?? null,
  };
}
