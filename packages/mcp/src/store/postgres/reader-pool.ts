import type { Client } from 'pg';
import type { Lend } from '../kysely-over.ts';
import type { QueryPort } from '../query-port.ts';
import type { Availability } from './availability.ts';
import { connectPostgres, discardClient } from './connect-postgres.ts';
import { postgresPort } from './postgres-port.ts';
import { setTenant } from './tenant-setting.ts';
import {
  isLost,
  isStalePlan,
  translatePostgresError,
  unavailable,
} from './translate-postgres-error.ts';

interface PooledReader {
  readonly client: Client;
  readonly port: QueryPort;
  tenant: string;
}

/** A bounded set of connections that only read. */
export interface ReaderPool {
  /** Lends connections that see the rows of this tenant. */
  lendFor(tenant: string): Lend;
  close(): Promise<void>;
}

/** Reads waiting for a connection; more are refused. */
const waitingMax = 4_096;

export function createReaderPool(
  url: string,
  availability: Availability,
  readersMax: number,
): ReaderPool {
  const free: PooledReader[] = [];
  const waiting: PromiseWithResolvers<PooledReader | null>[] = [];
  let open = 0;
  let isClosed = false;

  const take = async (): Promise<PooledReader> => {
    availability.require();
    const known = free.pop();
    if (known) return known;
    if (open >= readersMax) {
      if (waiting.length >= waitingMax) throw unavailable();
      const turn = Promise.withResolvers<PooledReader | null>();
      waiting.push(turn);
      const passed = await turn.promise;
      return passed ?? take();
    }
    open += 1;
    try {
      const client = await availability.attempt(() => connectPostgres(url, 'read'));
      return { client, port: postgresPort(client), tenant: '' };
    } catch (error) {
      letGo();
      throw error;
    }
  };
  const letGo = () => {
    open -= 1;
    waiting.shift()?.resolve(null);
  };
  const giveBack = (reader: PooledReader) => {
    const next = waiting.shift();
    if (next) next.resolve(reader);
    else if (isClosed) discard(reader);
    else free.push(reader);
  };
  const discard = (reader: PooledReader) => {
    discardClient(reader.client);
    letGo();
  };
  const useOnce = async <T>(tenant: string, use: (port: QueryPort) => Promise<T>): Promise<T> => {
    const reader = await take();
    try {
      if (reader.tenant !== tenant) {
        reader.tenant = tenant;
        reader.client.query(setTenant(tenant, 'session')).catch(() => {});
      }
      const result = await use(reader.port);
      giveBack(reader);
      return result;
    } catch (error) {
      if (isLost(error) || isStalePlan(error)) discard(reader);
      else giveBack(reader);
      throw error;
    }
  };
  return {
    lendFor: (tenant) => async (use) => {
      try {
        return await useOnce(tenant, use).catch((error: unknown) => {
          // Reading again does no harm: a connection may have died while it was not used.
          if (isLost(error) || isStalePlan(error)) return useOnce(tenant, use);
          throw error;
        });
      } catch (error) {
        throw translatePostgresError(error, 'read');
      }
    },
    async close() {
      isClosed = true;
      for (const turn of waiting.splice(0)) turn.reject(unavailable());
      await Promise.all(free.splice(0).map(({ client }) => client.end().catch(() => {})));
    },
  };
}
