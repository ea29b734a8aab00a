import { homedir } from 'node:os';
import { join, resolve } from 'node:path';

/** What a server takes from its surroundings where its options say nothing. */
export interface McpDefaults {
  /** Folder of the hub. */
  readonly home: string;
  /** Address of a hub to use instead of one of this machine. */
  readonly url: string | null;
  readonly token: string | null;
  readonly databaseUrl: string | null;
  readonly redisUrl: string | null;
  readonly secretFile: string | null;
}

/**
 * The defaults of a program: the same variables as the command line reads.
 *
 * `MOSAIC_HOME` (else `$XDG_DATA_HOME/mosaic`, else `~/.local/share/mosaic`), `MOSAIC_URL`,
 * `MOSAIC_TOKEN`, `DATABASE_URL`, `REDIS_URL`, `MOSAIC_SECRET_FILE`. The only place of this package
 * that looks at the process; give `createMCPServer` other `defaults` to keep it from looking.
 */
export function processDefaults(): McpDefaults {
  const env = process.env;
  const data = env.XDG_DATA_HOME || join(homedir(), '.local', 'share');
  const secretFile = env.MOSAIC_SECRET_FILE || null;
  return {
    home: resolve(env.MOSAIC_HOME || join(data, 'mosaic')),
    url: env.MOSAIC_URL?.split(',')[0]?.trim() || null,
    token: env.MOSAIC_TOKEN || null,
    databaseUrl: env.DATABASE_URL || null,
    redisUrl: env.REDIS_URL || null,
    secretFile: secretFile === null ? null : resolve(secretFile),
  };
}
