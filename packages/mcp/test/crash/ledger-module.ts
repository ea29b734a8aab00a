import { operation } from '@mosaic/contract';
import { z } from 'zod';
import type { Module } from '../../src/module.ts';
import { command } from '../../src/pipeline/handler.ts';

/** Long enough that a line needs overflow pages, short enough that most don't. */
const lineCharsMax = 9_000;

export const writeLedger = operation({
  name: 'ledger.write',
  kind: 'command',
  summary: 'Write an entry of several lines.',
  permission: 'task:work',
  input: z.object({ name: z.string(), lines: z.array(z.string().max(lineCharsMax)) }),
  output: z.object({ lines: z.int() }),
  errors: [],
  example: { name: 'first', lines: ['hello'] },
});

/**
 * A module whose every command touches two tables, an index, an event, the audit chain and an
 * idempotency key: if any part of a command is missing, it shows.
 */
export const ledgerModule: Module = {
  name: 'ledger',
  migrations: [
    {
      name: '9000-ledger',
      async up(database) {
        await database.schema
          .createTable('ledger_entry')
          .addColumn('name', 'text', (column) => column.primaryKey())
          .addColumn('line_count', 'integer', (column) => column.notNull())
          .execute();
        await database.schema
          .createTable('ledger_line')
          .addColumn('name', 'text', (column) => column.notNull())
          .addColumn('number', 'integer', (column) => column.notNull())
          .addColumn('text', 'text', (column) => column.notNull())
          .addPrimaryKeyConstraint('ledger_line_pk', ['name', 'number'])
          .execute();
        await database.schema
          .createIndex('ledger_line_text')
          .on('ledger_line')
          .column('text')
          .execute();
      },
    },
  ],
  handlers: [
    command(writeLedger, async (context, { name, lines }) => {
      const rows = lines.map((text, number) => ({ name, number, text }));
      if (rows.length > 0) await context.store.insertInto('ledger_line').values(rows).execute();
      await context.store
        .insertInto('ledger_entry')
        .values({ name, line_count: lines.length })
        .execute();
      context.emit({ type: 'task.changed', data: { name } });
      context.target(name);
      return { lines: lines.length };
    }),
  ],
};
