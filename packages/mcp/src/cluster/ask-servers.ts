import { Redis } from 'ioredis';
import { Client } from 'pg';
import { discardClient } from '../store/postgres/connect-postgres.ts';
import { clusterLimits } from './limits.ts';
import { reasonOf } from './redis-bus.ts';

/** Why a server could not be asked, without its address and password. */
interface Unanswered {
  readonly problem: string;
}

/** Asks a PostgreSQL what it is; never throws. */
export async function askDatabase(
  url: string,
): Promise<{ major: number; isReplica: boolean; answerMs: number } | Unanswered> {
  const client = new Client({
    connectionString: url,
    connectionTimeoutMillis: clusterLimits.connectMs,
    query_timeout: clusterLimits.connectMs,
  });
  client.on('error', () => undefined);
  try {
    await client.connect();
    const from = performance.now();
    const { rows } = await client.query(
      "select current_setting('server_version_num') as version, pg_is_in_recovery() as is_replica",
    );
    const major = Math.floor(Number(rows[0]?.version) / 10_000);
    const isReplica = rows[0]?.is_replica === true;
    return { major, isReplica, answerMs: performance.now() - from };
  } catch (error) {
    return { problem: reasonOf(error) };
  } finally {
    discardClient(client);
  }
}

/** Asks a Redis or Valkey what it is; never throws. */
export async function askRedis(
  url: string,
): Promise<{ major: number; answerMs: number } | Unanswered> {
  const redis = new Redis(url, {
    lazyConnect: true,
    protocol: 2,
    disableClientInfo: true,
    connectTimeout: clusterLimits.connectMs,
    commandTimeout: clusterLimits.connectMs,
    maxRetriesPerRequest: 0,
    retryStrategy: () => null,
  });
  let failure: Error | null = null;
  redis.on('error', (error) => {
    failure ??= error;
  });
  try {
    await redis.connect();
    const from = performance.now();
    const info = await redis.info('server');
    const answerMs = performance.now() - from;
    return { major: Number.parseInt(/redis_version:(\d+)/.exec(info)?.[1] ?? '0', 10), answerMs };
  } catch (error) {
    return { problem: reasonOf(failure ?? error) };
  } finally {
    redis.disconnect();
  }
}
