import type { ColumnDefinitionBuilder } from 'kysely';
import type { Dialect } from './store.ts';

/**
 * A primary key that counts up by itself: `.addColumn('position', ...sequenceColumn(dialect))`.
 *
 * Numbers are given in the order of commits, since there is one writer; a command that fails
 * leaves a gap on PostgreSQL.
 */
export function sequenceColumn(
  dialect: Dialect,
): ['integer' | 'bigint', (column: ColumnDefinitionBuilder) => ColumnDefinitionBuilder] {
  return dialect === 'sqlite'
    ? ['integer', (column) => column.primaryKey().autoIncrement()]
    : ['bigint', (column) => column.generatedByDefaultAsIdentity().primaryKey()];
}
