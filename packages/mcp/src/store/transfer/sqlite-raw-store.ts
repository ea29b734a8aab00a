import { existsSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite';
import { MosaicError } from '@mosaic/contract';
import { createPrivateFile } from '../create-private-file.ts';
import { type HomeLock, lockHome } from '../home-lock.ts';
import { migrate } from '../migrate.ts';
import { sqliteMigrationTarget } from '../sqlite/sqlite-migration-target.ts';
import { translateSqliteError } from '../sqlite/translate-sqlite-error.ts';
import {
  chunkQuery,
  isOfTheStore,
  quoted,
  type RawRow,
  type RawStore,
  type RawValue,
  type TableShape,
} from './raw-store.ts';

/** How long a statement waits for another connection, in milliseconds. */
const busyMsMax = 5_000;

/** Opens a SQLite file for the tools; `create` makes one where there is none. */
export function openSqliteRawStore(file: string, { use }: { use: 'read' | 'create' }): RawStore {
  if (use === 'read' && !existsSync(file)) {
    throw new MosaicError('not_found', `There is no store at ${file}.`, { details: { file } });
  }
  if (use === 'create') {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    createPrivateFile(file);
  }
  const database = new DatabaseSync(file, { timeout: busyMsMax, readOnly: use === 'read' });
  if (use === 'create') database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;');
  const prepared = new Map<string, StatementSync>();
  const prepare = (sql: string): StatementSync => {
    const known = prepared.get(sql) ?? database.prepare(sql.replaceAll(/\$(\d+)/g, '?$1'));
    prepared.set(sql, known);
    return known;
  };
  const run = (sql: string, parameters: readonly RawValue[] = []): RawRow[] => {
    try {
      return prepare(sql).all(...(parameters as SQLInputValue[])) as RawRow[];
    } catch (error) {
      throw translateSqliteError(error, 'write');
    }
  };
  let lock: HomeLock | null = null;

  return {
    dialect: 'sqlite',
    place: file,
    run: async (sql, parameters) => run(sql, parameters),
    async tables() {
      const rows = run("select name from sqlite_schema where type = 'table' order by name");
      return rows
        .map(({ name }) => String(name))
        .filter((name) => !isOfTheStore(name))
        .map((name) => shapeOf(name, run(`select name, pk from pragma_table_info($1)`, [name])));
    },
    async appliedMigrations() {
      const known = run("select 1 as found from sqlite_schema where name = 'migration'");
      if (known.length === 0) return [];
      return run('select name from migration order by name').map(({ name }) => String(name));
    },
    migrate: (migrations) => migrate(sqliteMigrationTarget(database), migrations),
    count: async (table) => Number(run(`select count(*) as n from ${quoted(table)}`)[0]?.n),
    async read(table, after, limit) {
      const { sql, parameters } = chunkQuery(table, after, limit);
      return run(sql, parameters);
    },
    async transact(work) {
      run('BEGIN IMMEDIATE');
      try {
        const result = await work();
        run('COMMIT');
        return result;
      } catch (error) {
        if (database.isTransaction) run('ROLLBACK');
        throw error;
      }
    },
    async insert({ name, columns }, rows) {
      const places = columns.map((_, index) => `$${index + 1}`).join(', ');
      const sql = `insert into ${quoted(name)} (${columns.map(quoted).join(', ')}) values (${places})`;
      const statement = prepare(sql);
      try {
        for (const row of rows) {
          statement.run(...columns.map((column) => (row[column] ?? null) as SQLInputValue));
        }
      } catch (error) {
        throw translateSqliteError(error, 'write');
      }
    },
    async sequences() {
      const known = run("select 1 as found from sqlite_schema where name = 'sqlite_sequence'");
      if (known.length === 0) return {};
      const rows = run('select name, seq from sqlite_sequence order by name');
      return Object.fromEntries(rows.map(({ name, seq }) => [String(name), Number(seq)]));
    },
    async raiseSequence(table, last) {
      const [known] = run('select seq from sqlite_sequence where name = $1', [table]);
      if (known === undefined) {
        run('insert into sqlite_sequence (name, seq) values ($1, $2)', [table, last]);
      } else if (Number(known.seq) < last) {
        run('update sqlite_sequence set seq = $2 where name = $1', [table, last]);
      }
    },
    async lock() {
      lock = lockHome(dirname(file));
    },
    async close() {
      if (database.isOpen) database.close();
      lock?.release();
    },
  };
}

function shapeOf(name: string, columns: readonly RawRow[]): TableShape {
  const key = columns
    .filter(({ pk }) => Number(pk) > 0)
    .sort((a, b) => Number(a.pk) - Number(b.pk))
    .map((column) => String(column.name));
  return { name, columns: columns.map((column) => String(column.name)).sort(), key };
}
