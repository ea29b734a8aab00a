import { MosaicError, operation } from '@mosaic/contract';
import { z } from 'zod';
import type { Module } from '../src/module.ts';
import { command, query, stream } from '../src/pipeline/handler.ts';

const Entry = z.object({ text: z.string() });
const base = {
  kind: 'command',
  summary: 'Add an entry.',
  permission: 'task:work',
  input: z.object({ text: z.string().min(1).max(100) }),
  output: Entry,
  errors: ['conflict'],
  example: { text: 'hello' },
} as const;
const read = {
  summary: 'Read entries.',
  permission: 'task:read',
  input: z.object({}),
  errors: [],
  example: {},
} as const;

export const entryOperations = {
  add: operation({ ...base, name: 'entry.add' }),
  own: operation({ ...base, name: 'entry.own', permission: 'entry:write' }),
  hidden: operation({ ...base, name: 'entry.hide', internal: true }),
  quiet: operation({ ...base, name: 'entry.touch' }),
  nest: operation({ ...base, name: 'entry.nest' }),
  lie: operation({ ...base, name: 'entry.lie' }),
  list: operation({ ...read, name: 'entry.list', kind: 'query', output: z.array(Entry) }),
  watch: operation({ ...read, name: 'entry.watch', kind: 'stream', output: Entry }),
  wait: operation({
    ...base,
    name: 'entry.wait',
    input: z.object({ waitMs: z.int().max(20_000) }),
    output: z.object({ count: z.int() }),
    example: { waitMs: 0 },
  }),
};

/** A module with a command for each way to end: well, refused after writing, and as a bug. */
export const entriesModule: Module = {
  name: 'entries',
  migrations: [
    {
      name: '9000-entries',
      async up(database) {
        await database.schema.createTable('entry').addColumn('text', 'text').execute();
      },
    },
  ],
  handlers: [
    command(entryOperations.add, async (context, { text }) => {
      await context.store.insertInto('entry').values({ text }).execute();
      context.emit({ type: 'task.changed', data: { text } });
      context.hint('entries');
      context.target(text);
      if (text === 'refused') throw new MosaicError('conflict', 'This text is refused.');
      if (text === 'bug') throw new TypeError('secret inner detail');
      return { text };
    }),
    command(entryOperations.own, async (_context, { text }) => ({ text })),
    command(entryOperations.hidden, async (_context, { text }) => ({ text })),
    command(entryOperations.quiet, async (context, { text }) => {
      context.quiet();
      await context.store.insertInto('entry').values({ text }).execute();
      return { text };
    }),
    command(entryOperations.nest, async (context, { text }) => {
      await context.call(entryOperations.quiet, { text: `${text} quiet` });
      return context.call(entryOperations.add, { text });
    }),
    command(entryOperations.lie, async (context, { text }) => {
      await context.store.insertInto('entry').values({ text }).execute();
      return { wrong: text } as never;
    }),
    command(
      entryOperations.wait,
      async (context) => {
        context.quiet();
        const rows = await context.store.selectFrom('entry').selectAll().execute();
        return { count: rows.length };
      },
      {
        longPoll: {
          topic: 'entries',
          waitMs: ({ waitMs }) => waitMs,
          isEmpty: (o) => o.count === 0,
        },
      },
    ),
    query(entryOperations.list, async ({ store }) =>
      z.array(Entry).parse(await store.selectFrom('entry').selectAll().execute()),
    ),
    // biome-ignore lint/correctness/useYield: it fails before the first item.
    stream(entryOperations.watch, async function* () {
      throw new TypeError('secret inner detail');
    }),
  ],
};
