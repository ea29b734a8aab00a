import { join, resolve } from 'node:path';
import { MosaicError } from '@mosaic/contract';
import { z } from 'zod';
import { clusterSettings } from './cluster-settings.ts';
import { type PlanningConfig, planningConfig, planningSettings } from './planning-settings.ts';
import { flag, type Setting, secretSetting, setting } from './setting.ts';

/** One address, or several separated by commas. */
const UrlList = z
  .string()
  .transform((text) => text.split(',').map((url) => url.trim().replace(/\/+$/, '')))
  .pipe(
    z
      .array(z.url({ protocol: /^https?$/ }))
      .min(1)
      .max(64),
  );

/** Every setting: its variable, its default, one sentence. Flags of the same name win. */
const settings = {
  home: setting('MOSAIC_HOME', z.string(), 'Folder of the database, the secrets and the clones.'),
  port: setting(
    'MOSAIC_PORT',
    z.coerce.number().int().min(1).max(65_535),
    'Port the hub listens on.',
    '3456',
  ),
  host: setting('MOSAIC_HOST', z.string(), 'Address the hub listens on.', '127.0.0.1'),
  url: setting(
    'MOSAIC_URL',
    UrlList.optional(),
    'Address of the hub to talk to, or those of its nodes separated by commas; follows from host and port when not set.',
  ),
  token: secretSetting(
    'MOSAIC_TOKEN',
    z.string().optional(),
    'Token to talk to the hub with; read from owner-token in the home when not set.',
  ),
  logLevel: setting(
    'MOSAIC_LOG_LEVEL',
    z.enum(['silent', 'fatal', 'error', 'warn', 'info', 'debug', 'trace']),
    'How much the hub logs to standard error.',
    'warn',
  ),
  mcpProfile: setting(
    'MOSAIC_MCP_PROFILE',
    z.string().optional(),
    'Profile of the MCP door, such as conformance.',
  ),
  isUnsandboxed: setting(
    'MOSAIC_UNSANDBOXED',
    flag,
    'Run agents and gates without a sandbox. They can then do whatever you can.',
    '0',
  ),
  allowedHosts: setting(
    'MOSAIC_ALLOWED_HOSTS',
    z.string().transform((text) =>
      text
        .split(',')
        .map((host) => host.trim())
        .filter((host) => host !== ''),
    ),
    'Further host names requests may name, separated by commas, for a hub behind a proxy.',
    '',
  ),
  ...clusterSettings,
  ...planningSettings,
} as const;

export interface Config {
  readonly home: string;
  readonly port: number;
  readonly host: string;
  /** The first address of the hub. */
  readonly url: string;
  /** All its addresses: one, or one for each node. */
  readonly urls: readonly string[];
  /** True when `url` was given rather than derived from host and port. */
  readonly isUrlGiven: boolean;
  /** True when nobody said where the hub is, by url, host or port. */
  readonly isAddressDefault: boolean;
  readonly token: string | null;
  readonly logLevel: string;
  readonly mcpProfile: string | null;
  readonly isUnsandboxed: boolean;
  readonly allowedHosts: readonly string[];
  readonly tier: 'local' | 'standalone';
  /** True when the tier was called by its old name. */
  readonly isTierDeprecated: boolean;
  readonly databaseUrl: string | null;
  readonly redisUrl: string | null;
  readonly secretFile: string | null;
  readonly nodeName: string | null;
  readonly nodeUrl: string | null;
  readonly vaults: string;
  readonly hasEngine: boolean;
  readonly stopGraceMs: number;
  /** The model that plans; null where templates do. */
  readonly planning: PlanningConfig | null;
}

export interface ConfigFlags {
  readonly home?: string | undefined;
  readonly url?: string | undefined;
  readonly port?: string | undefined;
  readonly host?: string | undefined;
  readonly unsandboxed?: boolean | undefined;
  readonly tier?: string | undefined;
  readonly engine?: boolean | undefined;
}

interface ConfigSources {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  readonly userHome: string;
  readonly flags: ConfigFlags;
}

/** Reads the settings: a flag wins over its variable, a variable over the default; empty means not set. */
export function loadConfig({ env, cwd, userHome, flags }: ConfigSources): Config {
  const read: Read = ({ schema, variable, fallback, isSecret }, flagValue) => {
    const text = flagValue ?? (env[variable] || undefined) ?? fallback;
    const parsed = schema.safeParse(text);
    if (parsed.success) return parsed.data;
    const source = flagValue === undefined ? variable : `The flag for ${variable}`;
    throw new MosaicError(
      'invalid_input',
      `${source} is ${isSecret ? 'wrong' : `"${text}"`}: ${parsed.error.issues[0]?.message}. See: mosaic config explain`,
    );
  };
  const home = flags.home ?? (env.MOSAIC_HOME || undefined) ?? defaultHome(env, userHome);
  const host = read(settings.host, flags.host);
  const port = read(settings.port, flags.port);
  const urls = read(settings.url, flags.url);
  const [url] = urls ?? [];
  const own = `http://${urlHost(host)}:${port}`;
  return {
    home: resolve(cwd, home),
    host,
    port,
    url: url ?? own,
    urls: urls ?? [own],
    isUrlGiven: url !== undefined,
    isAddressDefault:
      url === undefined && !env.MOSAIC_PORT && !env.MOSAIC_HOST && !flags.port && !flags.host,
    token: read(settings.token) ?? null,
    logLevel: read(settings.logLevel),
    mcpProfile: read(settings.mcpProfile) ?? null,
    isUnsandboxed: flags.unsandboxed ?? read(settings.isUnsandboxed),
    allowedHosts: read(settings.allowedHosts),
    ...clusterConfig(read, flags, { cwd, home: resolve(cwd, home) }),
    planning: planningConfig({
      provider: read(settings.planningProvider),
      model: read(settings.planningModel),
      baseUrl: read(settings.planningBaseUrl),
      apiKey: read(settings.planningApiKey),
      tokens: read(settings.planningTokens),
    }),
  };
}

type Read = <Schema extends z.ZodType>(
  setting: Setting<Schema>,
  flagValue?: string,
) => z.output<Schema>;

/** The settings of an installation that several nodes serve. */
function clusterConfig(
  read: Read,
  flags: ConfigFlags,
  { cwd, home }: { cwd: string; home: string },
) {
  const name = read(settings.tier, flags.tier);
  if (name === 'federated') {
    throw new MosaicError(
      'invalid_input',
      'The tier federated is not there yet. Use standalone for several nodes.',
    );
  }
  const tier = name === 'local' ? ('local' as const) : ('standalone' as const);
  const vaults = read(settings.vaults);
  const secretFile = read(settings.secretFile);
  return {
    tier,
    isTierDeprecated: name === 'team',
    databaseUrl: read(settings.databaseUrl) ?? null,
    redisUrl: read(settings.redisUrl) ?? null,
    secretFile: secretFile === undefined ? null : resolve(cwd, secretFile),
    nodeName: read(settings.nodeName) ?? null,
    nodeUrl: read(settings.nodeUrl) ?? null,
    vaults: resolve(cwd, vaults ?? join(home, 'vaults')),
    hasEngine: flags.engine ?? read(settings.hasEngine),
    stopGraceMs: read(settings.stopGraceMs) ?? (tier === 'local' ? 0 : 5_000),
  };
}

export interface ExplainedSetting {
  readonly name: string;
  readonly variable: string;
  readonly default: string;
  readonly sentence: string;
  readonly isSecret: boolean;
}

/** The settings as `mosaic config explain` prints them. */
export function explainConfig(): readonly ExplainedSetting[] {
  return Object.entries(settings).map(([name, { variable, sentence, fallback, isSecret }]) => ({
    name,
    variable,
    default: name === 'home' ? '$XDG_DATA_HOME/mosaic or ~/.local/share/mosaic' : (fallback ?? ''),
    sentence,
    isSecret,
  }));
}

function defaultHome(env: ConfigSources['env'], userHome: string): string {
  return join(env.XDG_DATA_HOME || join(userHome, '.local', 'share'), 'mosaic');
}

/** A listening address as something one can connect to. */
function urlHost(host: string): string {
  if (host === '0.0.0.0') return '127.0.0.1';
  if (host === '::') return '[::1]';
  return host.includes(':') ? `[${host}]` : host;
}
