/** A store whose schema takes a while; run as a program it migrates until it is done or killed. */
import { setTimeout as pause } from 'node:timers/promises';
import type { Migration } from '../../src/store/migrate.ts';
import { openStore, type StoreChoice } from '../../src/store/open-store.ts';

export const rowsOfStep = 50;
const steps = 12;

/** Steps that create a table and fill it in two halves, with time between to be killed. */
export const slowMigrations: readonly Migration[] = Array.from({ length: steps }, (_, index) => {
  const number = String(index + 1).padStart(4, '0');
  const table = `slow_${number}`;
  return {
    name: `${number}-slow`,
    async up(database) {
      await database.schema
        .createTable(table)
        .addColumn('id', 'integer', (column) => column.primaryKey())
        .execute();
      for (let half = 0; half < 2; half += 1) {
        const ids = Array.from({ length: rowsOfStep / 2 }, (_each, id) => id + half * rowsOfStep);
        await database
          .insertInto(table)
          .values(ids.map((id) => ({ id })))
          .execute();
        await pause(15);
      }
    },
  };
});

if (process.argv[1] === import.meta.filename) {
  const choice: StoreChoice = JSON.parse(process.argv[2] ?? '');
  process.stdout.write('begins\n');
  const store = await openStore(choice, slowMigrations);
  await store.close();
  process.stdout.write('done\n');
}
