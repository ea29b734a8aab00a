import { MosaicError } from '@mosaic/contract';
import { createGroupCommit, type GroupDriver } from '../store/group-commit.ts';
import { kyselyOver } from '../store/kysely-over.ts';
import { oneWriter } from '../store/one-writer.ts';
import type { QueryPort } from '../store/query-port.ts';
import type { Store } from '../store/store.ts';
import type { Planted } from './planted.ts';
import type { Random } from './random.ts';
import type { SimulatedDatabase, StatementResult } from './simulated-database.ts';
import type { Link } from './simulated-link.ts';
import { ConnectionError } from './simulated-session.ts';

export interface SimulatedStoreOptions {
  /** Makes a new connection that writes; the last one is broken. */
  readonly connect: () => Link;
  readonly database: SimulatedDatabase;
  readonly planted: Pick<Planted, 'driver' | 'isSkipped'>;
  readonly random: Random;
  /** Does work in this process at its next turn. */
  readonly nextTurn: (work: () => void) => void;
  /** Resolves a read at this node, when its answer has come. */
  readonly travel: () => Promise<void>;
}

/** The store of one life of a node, and the end of its connection. */
export interface SimulatedStore extends Store {
  link(): Link;
}

/** The real group commit and the real Kysely over a simulated connection. */
export function createSimulatedStore(options: SimulatedStoreOptions): SimulatedStore {
  let link = options.connect();
  const driver = groupDriver(options, () => {
    if (link.isBroken()) link = options.connect();
    return link;
  });
  const group = createGroupCommit(
    options.planted.driver?.(driver) ?? driver,
    undefined,
    options.nextTurn,
  );
  const reader = kyselyOver('sqlite', (use) => use(readPort(options)));
  return {
    dialect: 'sqlite',
    reader,
    readerFor: () => reader,
    write: (work, { tenant = '*' } = {}) => group.write(work, tenant),
    isAvailable: () => !link.isBroken(),
    close: () => group.close(),
    link: () => link,
  };
}

/** As the drivers of the product: a savepoint for each member of a shared group, none alone. */
function groupDriver(
  { planted, random }: SimulatedStoreOptions,
  connection: () => Link,
): GroupDriver {
  let link: Link | null = null;
  let isShared = false;
  let close = () => {};
  const execute = (sql: string, parameters: readonly unknown[] = []) =>
    told(link?.execute(sql, parameters) ?? Promise.reject(new Error('No transaction is open')));
  const say = async (sql: string) => {
    await execute(sql);
  };
  const port: QueryPort = {
    async run<Row>(sql: string, parameters: readonly unknown[]) {
      if (planted.isSkipped?.(sql, random)) return { rows: [], changes: 1 };
      return asRows<Row>(await execute(sql, parameters));
    },
  };
  return {
    begin() {
      link = connection();
      return say('BEGIN');
    },
    async enter(_tenant, part) {
      isShared = part === 'shared';
      if (isShared) await say('SAVEPOINT member');
      const opened = oneWriter('sqlite', port);
      close = opened.close;
      return opened.writer;
    },
    async leave() {
      close();
      if (isShared) await say('RELEASE member');
    },
    async undo() {
      close();
      if (!isShared) return;
      await say('ROLLBACK TO member');
      await say('RELEASE member');
    },
    commit: () => say('COMMIT'),
    async rollback() {
      close();
      await say('ROLLBACK').catch(() => undefined);
    },
  };
}

function readPort({ database, travel }: SimulatedStoreOptions): QueryPort {
  return {
    async run<Row>(sql: string, parameters: readonly unknown[]) {
      await told(travel());
      const { promise, resolve, reject } = Promise.withResolvers<StatementResult>();
      database.read(sql, parameters, (outcome) => {
        if ('error' in outcome) reject(outcome.error);
        else resolve(outcome.result);
      });
      const result = await promise;
      await told(travel());
      return asRows<Row>(result);
    },
  };
}

function asRows<Row>({ rows, changes }: StatementResult) {
  return { rows: rows as Row[], changes };
}

/** A lost connection becomes what callers may act on. */
async function told<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (!(error instanceof ConnectionError)) throw error;
    throw new MosaicError(
      'unavailable',
      `The store cannot be reached: ${error.message}. Try again.`,
      {
        cause: error,
      },
    );
  }
}
