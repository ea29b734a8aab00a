import type { Client, QueryResult } from 'pg';
import type { GroupDriver } from '../group-commit.ts';
import { oneWriter } from '../one-writer.ts';
import type { QueryPort } from '../query-port.ts';
import type { Availability } from './availability.ts';
import { connectPostgres, discardClient } from './connect-postgres.ts';
import { postgresPort } from './postgres-port.ts';
import { setTenant } from './tenant-setting.ts';
import {
  isLost,
  isStalePlan,
  isStandby,
  outcomeUnknown,
  translatePostgresError,
  unavailable,
} from './translate-postgres-error.ts';

/** The one writing connection of this node, with the state of its open transaction. */
interface Session {
  readonly client: Client;
  readonly port: QueryPort;
  tenant: string;
}

/**
 * Drives the writing connection of one node.
 *
 * A transaction begins with the lock of the cluster's one writer, in the same round trip. What
 * stands between two members travels with the first statement of the next one, so that sharing a
 * transaction costs a member no round trip of its own.
 */
export function postgresDriver(
  url: string,
  writerLock: string,
  availability: Availability,
): GroupDriver & { close(): Promise<void> } {
  const begin = `begin; select pg_advisory_xact_lock(${writerLock}); ${setTenant('*', 'local')}`;
  let kept: Session | null = null;
  let member = closedMember;

  const session = async (): Promise<Session> => {
    if (kept) return kept;
    const client = await availability.attempt(() => connectPostgres(url, 'write'));
    kept = { client, port: postgresPort(client), tenant: '*' };
    return kept;
  };
  const drop = () => {
    if (kept) discardClient(kept.client);
    kept = null;
  };
  /** Sends without waiting; a failure shows in whatever is sent after it. */
  const send = (client: Client, sql: string) => {
    client.query(sql).catch(() => {});
  };

  return {
    async begin() {
      try {
        const { client } = await session();
        await client.query(begin);
      } catch (error) {
        drop();
        throw unavailable(error);
      }
      if (kept) kept.tenant = '*';
    },
    async enter(tenant, part) {
      const current = await session();
      const between = [
        ...(current.tenant === tenant ? [] : [setTenant(tenant, 'local')]),
        ...(part === 'shared' ? ['savepoint member'] : []),
      ];
      current.tenant = tenant;
      if (between.length > 0) send(current.client, between.join('; '));
      member = openMember(current.port, part === 'shared');
      return member.writer;
    },
    async leave() {
      member.close();
      if (member.failure) throw member.failure;
      if (member.isShared && kept) send(kept.client, 'release member');
    },
    async undo() {
      member.close();
      if (member.failure && needsNewConnection(member.failure)) {
        drop();
        throw unavailable(member.failure);
      }
      if (!member.isShared) return;
      try {
        await kept?.client.query('rollback to member; release member');
      } catch (error) {
        drop();
        throw unavailable(error);
      }
    },
    async commit() {
      if (!kept) throw unavailable();
      let result: QueryResult;
      try {
        result = await kept.client.query('commit');
      } catch (error) {
        drop();
        throw outcomeUnknown(error);
      }
      // PostgreSQL answers a commit of a failed transaction with success, having rolled it back.
      if (result.command !== 'COMMIT') throw unavailable();
    },
    async rollback() {
      member.close();
      await kept?.client.query('rollback').catch(drop);
    },
    async close() {
      await kept?.client.end().catch(() => {});
      kept = null;
    },
  };
}

function needsNewConnection(failure: Error): boolean {
  return isLost(failure) || isStalePlan(failure) || isStandby(failure);
}

/** One member's part of the transaction; the first failed statement is remembered. */
function openMember(port: QueryPort, isShared: boolean) {
  const state = { failure: null as Error | null };
  const watched: QueryPort = {
    async run(sql, parameters) {
      try {
        return await port.run(sql, parameters);
      } catch (error) {
        state.failure ??= error instanceof Error ? error : new Error(String(error));
        throw translatePostgresError(error, 'write');
      }
    },
  };
  const { writer, close } = oneWriter('postgres', watched);
  return {
    writer,
    close,
    isShared,
    get failure() {
      return state.failure;
    },
  };
}

const closedMember = openMember(
  { run: () => Promise.reject(new Error('This transaction is over')) },
  false,
);
