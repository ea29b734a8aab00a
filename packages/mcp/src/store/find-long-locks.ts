import { kyselyOver } from './kysely-over.ts';
import type { Migration } from './migrate.ts';

/** A statement that would keep the hub waiting, or break nodes of the version before. */
export interface LongLock {
  readonly migration: string;
  readonly problem: string;
  readonly statement: string;
}

interface Rule {
  readonly pattern: RegExp;
  /** Says which table; null when the statement is fine after all. */
  readonly problem: string;
  /** Also refused on a table that the same step has just made. */
  readonly isAlways?: boolean;
}

const table = '"?(?:public"?\\."?)?(?<table>\\w+)"?';

/** What PostgreSQL does under a lock that stops everybody, for as long as the table is large. */
const rules: readonly Rule[] = [
  {
    pattern: new RegExp(`^create (?:unique )?index (?!concurrently).* on ${table}`),
    problem:
      'builds an index while nobody can write: create it concurrently, in a step with isOnline',
  },
  {
    pattern: new RegExp(`^alter table ${table} add column (?!.*default).*not null`),
    problem: 'adds a column that must not be null without a default: give it one',
  },
  {
    pattern: new RegExp(`^alter table ${table} add column .*default .*(?:random|uuid|clock_)`),
    problem: 'adds a column whose default differs from row to row, which rewrites the table',
  },
  {
    pattern: new RegExp(`^alter table ${table} add column .*(?:serial|identity|generated)`),
    problem: 'adds a column that every row needs a new value for, which rewrites the table',
  },
  {
    pattern: new RegExp(`^alter table ${table} .*alter column "?\\w+"? (?:set data )?type`),
    problem: 'changes a type, which rewrites the table: add a new column instead',
  },
  {
    pattern: new RegExp(`^alter table ${table} .*set not null`),
    problem:
      'reads the whole table under a lock: add a check constraint, not valid, and validate it',
  },
  {
    pattern: new RegExp(
      `^alter table ${table} add (?:constraint|check|foreign|unique|primary)(?!.*not valid)`,
    ),
    problem: 'checks all rows under a lock: add it not valid, and validate it in a later step',
  },
  {
    pattern: new RegExp(`^(?:update|delete from) ${table}`),
    problem: 'touches rows that commands want to change: do it in pieces, as a duty',
  },
  {
    pattern: new RegExp(`^alter table ${table} (?:rename|drop column)`),
    problem: 'takes away what nodes of the version before still use: do it one version later',
  },
  {
    pattern: new RegExp(`^drop table (?:if exists )?${table}`),
    problem: 'takes away what nodes of the version before still use: do it one version later',
  },
  {
    pattern: /^(?:lock|cluster|vacuum full|reindex(?! .*concurrently))/,
    problem: 'locks a whole table',
    isAlways: true,
  },
];

/**
 * Runs the steps against nothing and looks at what they say to PostgreSQL.
 *
 * It knows the statements that are dangerous, not every way to hide one; a rehearsal on a copy
 * shows the locks really taken.
 */
export async function findLongLocks(migrations: readonly Migration[]): Promise<LongLock[]> {
  const found: LongLock[] = [];
  for (const migration of migrations) {
    const statements = await statementsOf(migration);
    const made = new Set(statements.map(madeTable));
    for (const statement of statements) {
      const problem = problemOf(statement, made) ?? transactionProblem(statement, migration);
      if (problem !== null) found.push({ migration: migration.name, problem, statement });
    }
  }
  return found;
}

function problemOf(statement: string, made: ReadonlySet<string | null>): string | null {
  for (const { pattern, problem, isAlways } of rules) {
    const match = pattern.exec(statement);
    if (match && (isAlways || !made.has(match.groups?.table ?? ''))) return problem;
  }
  return null;
}

function transactionProblem(statement: string, { isOnline }: Migration): string | null {
  if (!/\bconcurrently\b/.test(statement) || isOnline) return null;
  return 'cannot run inside a transaction: mark the step with isOnline';
}

function madeTable(statement: string): string | null {
  const match = new RegExp(`^create table (?:if not exists )?${table}`).exec(statement);
  return match?.groups?.table ?? null;
}

/** What a step says to a database that answers nothing. */
async function statementsOf(migration: Migration): Promise<string[]> {
  const statements: string[] = [];
  const database = kyselyOver('postgres', (use) =>
    use({
      async run(sql) {
        statements.push(sql.replaceAll(/\s+/g, ' ').trim().toLowerCase());
        return { rows: [], changes: 0 };
      },
    }),
  );
  await migration.up(database, 'postgres');
  return statements;
}
