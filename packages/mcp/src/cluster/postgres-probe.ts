import pg from 'pg';
import { discardClient } from '../store/postgres/connect-postgres.ts';
import { clusterLimits } from './limits.ts';

/** Asks a store for a sign of life. */
export interface StoreProbe {
  /** Rejects when there is none; may hang, and is then given up. */
  ask(): Promise<void>;
  close(): Promise<void>;
}

/**
 * Asks whether a PostgreSQL server is there and takes writes, on a connection of its own.
 *
 * The connection is kept; after any failure the next question makes a new one.
 */
export function createPostgresProbe(url: string): StoreProbe {
  let client: pg.Client | null = null;
  const drop = () => {
    if (client !== null) discardClient(client);
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
