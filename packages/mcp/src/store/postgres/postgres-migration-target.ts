import { setTimeout as pause } from 'node:timers/promises';
import { MosaicError } from '@mosaic/contract';
import type { Client } from 'pg';
import { kyselyOver } from '../kysely-over.ts';
import type { MigrationTarget } from '../migrate.ts';
import type { QueryPort } from '../query-port.ts';
import { postgresLimits } from './limits.ts';
import { plainPostgresPort } from './postgres-port.ts';

/** SQLSTATE of a lock that was not given in time, and of two that waited for each other. */
const gaveWay = new Set(['55P03', '40P01']);

/**
 * Migrates over one connection of its own.
 *
 * A step waits for a lock only briefly and then steps aside: everybody who came after it would
 * wait behind it otherwise.
 */
export function postgresMigrationTarget(client: Client, migrationLock: string): MigrationTarget {
  const port = plainPostgresPort(client);
  const database = kyselyOver('postgres', (use) => use(port));
  return {
    dialect: 'postgres',
    database,
    async transact(work) {
      for (let attempt = 1; ; attempt += 1) {
        try {
          await client.query('begin');
          await work(database);
          await client.query('commit');
          return;
        } catch (error) {
          await client.query('rollback').catch(() => {});
          if (!isGivingWay(error) || attempt >= postgresLimits.migrationAttemptsMax) throw error;
          await pause(postgresLimits.migrationPauseMs);
        }
      }
    },
    async rehearse(work) {
      await client.query('begin');
      try {
        await work(
          kyselyOver('postgres', (use) => use(inTransaction(port))),
          () => heldLocks(client),
        );
      } finally {
        await client.query('rollback').catch(() => {});
      }
    },
    async exclusively(work) {
      await takeTurn(client, migrationLock);
      try {
        return await work();
      } finally {
        await client.query(`select pg_advisory_unlock(${migrationLock})`).catch(() => {});
      }
    },
  };
}

/** What runs beside traffic cannot run in a transaction; for a rehearsal it runs plainly. */
function inTransaction(port: QueryPort): QueryPort {
  return {
    run: (sql, parameters) => port.run(sql.replaceAll(/\bconcurrently\b/gi, ''), parameters),
  };
}

async function heldLocks(client: Client): Promise<string[]> {
  const { rows } = await client.query(`
    select distinct c.relname || ' ' || l.mode as lock
    from pg_locks l join pg_class c on c.oid = l.relation
    where l.pid = pg_backend_pid() and l.granted and c.relkind = 'r'
      and c.relnamespace = current_schema()::regnamespace
      and l.mode not in ('AccessShareLock', 'RowExclusiveLock', 'RowShareLock')
    order by 1`);
  return rows.map(({ lock }) => String(lock));
}

async function takeTurn(client: Client, migrationLock: string): Promise<void> {
  const pauseMs = 100;
  for (let waitedMs = 0; waitedMs < postgresLimits.migrationTurnMsMax; waitedMs += pauseMs) {
    const { rows } = await client.query(`select pg_try_advisory_lock(${migrationLock}) as is_mine`);
    if (rows[0]?.is_mine === 1) return;
    await pause(pauseMs);
  }
  throw new MosaicError(
    'unavailable',
    'Another node has been changing the schema for ten minutes. See what it does, then start again.',
  );
}

function isGivingWay(error: unknown): boolean {
  return error instanceof Error && 'code' in error && gaveWay.has(String(error.code));
}
