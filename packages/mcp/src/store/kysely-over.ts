import {
  DefaultQueryExecutor,
  DummyDriver,
  Kysely,
  type Dialect as KyselyDialect,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
} from 'kysely';
import type { AnyTables } from './any-tables.ts';
import { asKyselyConnection, type QueryPort } from './query-port.ts';
import type { Dialect } from './store.ts';

/** Lends a connection for one statement. */
export type Lend = <T>(use: (port: QueryPort) => Promise<T>) => Promise<T>;

interface Below {
  readonly dialect: Dialect;
  readonly lend: Lend;
}

/** What each Kysely instance of ours stands on, for statements that go past its compiler. */
const below = new WeakMap<object, Below>();

/**
 * A Kysely instance that runs its statements where `lend` says.
 *
 * It is cheap: each command gets one of its own, which dies with the command. Transactions are
 * the store's business, so that opening one through it is refused.
 */
export function kyselyOver(dialect: Dialect, lend: Lend): Kysely<AnyTables> {
  const parts = dialect === 'sqlite' ? sqliteParts : postgresParts;
  const executor = new DefaultQueryExecutor(parts.compiler, parts.adapter, {
    provideConnection: (consumer) => lend((port) => consumer(asKyselyConnection(port))),
  });
  const kysely = new Kysely<AnyTables>({
    config: { dialect: parts.dialect },
    dialect: parts.dialect,
    driver: noTransactions,
    executor,
  });
  below.set(kysely, { dialect, lend });
  return kysely;
}

/** What an instance made by {@link kyselyOver} stands on. */
export function belowKysely(kysely: object): Below {
  const known = below.get(kysely);
  if (!known) throw new Error('Hand-written statements run on a reader or writer of the store');
  return known;
}

class NoTransactions extends DummyDriver {
  override beginTransaction(): Promise<void> {
    return Promise.reject(new Error('The store opens transactions: use Store.write'));
  }
}
const noTransactions = new NoTransactions();

const sqliteParts = partsOf({
  createAdapter: () => new SqliteAdapter(),
  createDriver: () => noTransactions,
  createQueryCompiler: () => new SqliteQueryCompiler(),
  createIntrospector: (database) => new SqliteIntrospector(database),
});
const postgresParts = partsOf({
  createAdapter: () => new PostgresAdapter(),
  createDriver: () => noTransactions,
  createQueryCompiler: () => new PostgresQueryCompiler(),
  createIntrospector: (database) => new PostgresIntrospector(database),
});

function partsOf(dialect: KyselyDialect) {
  return {
    dialect,
    adapter: dialect.createAdapter(),
    compiler: dialect.createQueryCompiler(),
  };
}
