import type { Migration } from './migrate.ts';
import { openPostgresStore, type PostgresStoreOptions } from './postgres/open-postgres-store.ts';
import { openSqliteStore } from './sqlite/open-sqlite-store.ts';
import type { Store } from './store.ts';

/** Where the rows live: a file of this machine, or a PostgreSQL that several nodes share. */
export type StoreChoice =
  | { readonly kind: 'sqlite'; readonly file: string }
  | ({ readonly kind: 'postgres'; readonly url: string } & PostgresStoreOptions);

/** Opens the chosen store and brings its schema up to date. */
export function openStore(choice: StoreChoice, migrations: readonly Migration[]): Promise<Store> {
  return choice.kind === 'sqlite'
    ? openSqliteStore(choice.file, migrations)
    : openPostgresStore(choice.url, migrations, choice);
}
