import { Client, type ClientConfig, type CustomTypesConfig, types } from 'pg';
import { postgresLimits } from './limits.ts';

/** Numbers of PostgreSQL that come as text by default, and booleans, which are 0 and 1 here. */
const int8 = 20;
const numeric = 1700;
const bool = 16;

const ourTypes: CustomTypesConfig = {
  getTypeParser: ((oid: number, format?: 'text' | 'binary') => {
    if (oid === int8 || oid === numeric) return Number;
    if (oid === bool) return (value: string) => (value === 't' ? 1 : 0);
    return types.getTypeParser(oid, format);
  }) as CustomTypesConfig['getTypeParser'],
};

/** What every connection of ours has in common. */
function clientConfig(url: string): ClientConfig {
  return {
    connectionString: url,
    application_name: 'mosaic',
    connectionTimeoutMillis: postgresLimits.connectMsMax,
    query_timeout: postgresLimits.answerMsMax,
    keepAlive: true,
    keepAliveInitialDelayMillis: 1_000,
    types: ourTypes,
    // Statements go out without waiting for the answer to the one before.
    pipeline: true,
  } as ClientConfig;
}

/** `set` commands a new connection starts with, by what it is for. */
const startWith = {
  write: [
    `set idle_in_transaction_session_timeout = ${postgresLimits.idleInTransactionMsMax}`,
    `set statement_timeout = ${postgresLimits.statementMsMax}`,
    `set lock_timeout = ${postgresLimits.lockMsMax}`,
    // Acknowledged means on disk, whatever the server's default; stronger settings stay.
    "select set_config('synchronous_commit', 'on', false) where current_setting('synchronous_commit') in ('off', 'remote_write')",
    "set mosaic.tenant = ''",
  ],
  read: [
    'set default_transaction_read_only = on',
    `set idle_in_transaction_session_timeout = ${postgresLimits.idleInTransactionMsMax}`,
    `set statement_timeout = ${postgresLimits.statementMsMax}`,
    `set lock_timeout = ${postgresLimits.lockMsMax}`,
    "set mosaic.tenant = ''",
  ],
  migrate: [`set lock_timeout = ${postgresLimits.migrationLockMsMax}`, "set mosaic.tenant = '*'"],
} as const;

export type Purpose = keyof typeof startWith;

/**
 * Opens one connection. A lost one tells its queries, never the process.
 *
 * @throws the driver's own error
 */
export async function connectPostgres(url: string, purpose: Purpose): Promise<Client> {
  const config = clientConfig(url);
  const client = new Client(purpose === 'migrate' ? { ...config, query_timeout: 0 } : config);
  client.on('error', () => {});
  try {
    await client.connect();
    await client.query(startWith[purpose].join('; '));
    return client;
  } catch (error) {
    discardClient(client);
    throw error;
  }
}

/** Lets go of a connection without waiting for its server, which may be out of reach. */
export function discardClient(client: Client): void {
  void client.end().catch(() => {});
  streamOf(client)?.destroy();
}

function streamOf(client: Client): { destroy(): void } | undefined {
  return (client as unknown as { connection?: { stream?: { destroy(): void } } }).connection
    ?.stream;
}
