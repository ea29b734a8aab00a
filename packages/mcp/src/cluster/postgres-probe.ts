import pg from 'pg';
import { clusterLimits } from './limits.ts';

/** Asks a PostgreSQL server whether it is there and takes writes, on a connection of its own. */
export interface PostgresProbe {
  ask(): Promise<void>;
  close(): Promise<void>;
}

/** The connection is kept; after any failure the next question makes a new one. */
export function createPostgresProbe(url: string): PostgresProbe {
  let client: pg.Client | null = null;
  const drop = () => {
    client?.end().catch(() => undefined);
    client = null;
  };
  const connected = async (): Promise<pg.Client> => {
    if (client !== null) return client;
    const fresh = new pg.Client({
      connectionString: url,
      application_name: 'mosaic-probe',
      connectionTimeoutMillis: clusterLimits.probeMs,
      query_timeout: clusterLimits.probeMs,
    });
    fresh.on('error', drop);
    client = fresh;
    await fresh.connect();
    return fresh;
  };
  return {
    async ask() {
      try {
        const to = await connected();
        const { rows } = await to.query('select pg_is_in_recovery() as is_replica');
        if (rows[0]?.is_replica === true) throw new Error('the server only takes reads');
      } catch (error) {
        drop();
        throw error;
      }
    },
    async close() {
      drop();
    },
  };
}
