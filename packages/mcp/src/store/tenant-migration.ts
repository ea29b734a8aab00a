import type { Migration } from './migrate.ts';

/** Gives a table of the time before tenants its column; what it holds belongs to the only one. */
export function tenantMigration(name: string, ...tables: readonly string[]): Migration {
  return {
    name,
    async up(database) {
      for (const table of tables) {
        await database.schema
          .alterTable(table)
          .addColumn('tenant', 'text', (column) => column.notNull().defaultTo('local'))
          .execute();
      }
    },
  };
}
