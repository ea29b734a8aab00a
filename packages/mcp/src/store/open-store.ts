import type { OnGroupCommit } from './group-commit.ts';
import type { Migration } from './migrate.ts';
import { openPostgresStore } from './postgres/open-postgres-store.ts';
import { openSqliteStore } from './sqlite/open-sqlite-store.ts';
import type { Store } from './store.ts';

/** Where the rows live: a file of this machine, or a PostgreSQL that several nodes share. */
export type StoreChoice =
  | { readonly kind: 'sqlite'; readonly file: string }
  | { readonly kind: 'postgres'; readonly url: string; readonly readersMax?: number };

/** Opens the chosen store and brings its schema up to date. */
export function openStore(
  choice: StoreChoice,
  migrations: readonly Migration[],
  onCommit: OnGroupCommit = () => {},
): Promise<Store> {
  return choice.kind === 'sqlite'
    ? openSqliteStore(choice.file, migrations, onCommit)
    : openPostgresStore(choice.url, migrations, { ...choice, onCommit });
}
