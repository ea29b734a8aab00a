import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openTestStore, type TestStore } from '../../test/test-store.ts';
import { insertRows } from './insert-rows.ts';
import type { Migration } from './migrate.ts';
import { sequenceColumn } from './sequence-column.ts';
import { statement } from './statement.ts';
import type { Writer } from './store.ts';

const migrations: Migration[] = [
  {
    name: '0001-notes',
    async up(database, dialect) {
      await database.schema
        .createTable('note')
        .addColumn('position', ...sequenceColumn(dialect))
        .addColumn('text', 'text', (column) => column.notNull().unique())
        .addColumn('size', 'bigint')
        .execute();
    },
  },
];

let opened: TestStore;
beforeEach(async () => {
  opened = await openTestStore(migrations);
});
afterEach(() => opened.destroy());

const add = (writer: Writer, text: string) =>
  writer.insertInto('note').values({ text, size: text.length }).execute();
const texts = async () => {
  const rows = await opened.store.reader
    .selectFrom('note')
    .select('text')
    .orderBy('position')
    .execute();
  return rows.map(({ text }) => text);
};
const write = (text: string) => opened.store.write((writer) => add(writer, text));

describe('a write', () => {
  it('can be read by everybody once it is acknowledged, and never when it was refused', async () => {
    const outcomes = await Promise.allSettled([
      write('a'),
      opened.store.write(async (writer) => {
        await add(writer, 'never');
        throw new Error('refused');
      }),
      write('b'),
    ]);
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(await texts()).toEqual(['a', 'b']);
  });

  it('is refused on both stores alike when a text holds the zero, which one of them cannot keep', async () => {
    await expect(write('half\0text')).rejects.toMatchObject({ code: 'invalid_input' });
    await write('whole text');
    expect(await texts()).toEqual(['whole text']);
  });

  it('sees what those before it wrote', async () => {
    const first = write('first');
    const seen = opened.store.write((writer) => writer.selectFrom('note').select('text').execute());
    await first;
    expect(await seen).toEqual([{ text: 'first' }]);
  });

  it('leaves its neighbours alone when a statement of it fails, even if it hides that', async () => {
    const outcomes = await Promise.allSettled([
      write('a'),
      opened.store.write(async (writer) => {
        await add(writer, 'hidden');
        await add(writer, 'a').catch(() => {});
      }),
      write('b'),
      write('a'),
      write('c'),
    ]);
    expect(outcomes.map(({ status }) => status)).toEqual([
      'fulfilled',
      // SQLite takes back the statement alone; PostgreSQL takes back the member.
      opened.store.dialect === 'sqlite' ? 'fulfilled' : 'rejected',
      'fulfilled',
      'rejected',
      'fulfilled',
    ]);
    expect((await texts()).filter((text) => text !== 'hidden')).toEqual(['a', 'b', 'c']);
  });

  it('is taken back when it fails alone', async () => {
    const refused = opened.store.write(async (writer) => {
      await add(writer, 'never');
      throw new Error('refused');
    });
    await expect(refused).rejects.toThrow('refused');
    expect(await texts()).toEqual([]);
    await write('after');
    expect(await texts()).toEqual(['after']);
  });

  it('cannot go on once its work has returned', async () => {
    let kept: Writer | undefined;
    await opened.store.write(async (writer) => {
      kept = writer;
    });
    await expect(add(kept as Writer, 'late')).rejects.toThrow('over');
    expect(await texts()).toEqual([]);
  });

  it('opens no transaction inside the transaction', async () => {
    const nested = opened.store.write((writer) =>
      writer.transaction().execute((inner) => add(inner, 'inner')),
    );
    await expect(nested).rejects.toThrow('Store.write');
    expect(await texts()).toEqual([]);
  });

  it('keeps the order of the calls, hundreds at once', async () => {
    const names = Array.from({ length: 300 }, (_, index) => `note ${index}`);
    await Promise.all(names.map(write));
    expect(await texts()).toEqual(names);
  });
});

describe('values', () => {
  it('come back alike from both dialects', async () => {
    const large = 2 ** 50 + 1;
    await opened.store.write((writer) =>
      writer.insertInto('note').values({ text: 'ä✓\n"', size: large }).execute(),
    );
    const row = await opened.store.reader
      .selectFrom('note')
      .select(({ fn, exists, selectFrom }) => [
        fn.countAll().as('count'),
        fn.sum('size').as('sum'),
        fn.max('position').as('position'),
        exists(selectFrom('note').selectAll()).as('found'),
      ])
      .executeTakeFirst();
    expect(row).toEqual({ count: 1, sum: large, position: 1, found: 1 });
    const [note] = await opened.store.reader.selectFrom('note').selectAll().execute();
    expect(note).toEqual({ position: 1, text: 'ä✓\n"', size: large });
  });

  it('pass through statements written by hand', async () => {
    const insert = insertRows('note', { text: 'text', size: 'bigint' });
    const larger = statement<{ text: string }>(
      'larger notes',
      'select text from note where size > $1 and size > $1 - $2 order by position',
    );
    await opened.store.write(async (writer) => {
      await insert(writer, [
        { text: 'a, "b" {c} \\d', size: 5 },
        { text: '', size: null },
        { text: 'null', size: 7 },
      ]);
      expect(await larger.all(writer, [4, 1])).toHaveLength(2);
    });
    expect(await larger.all(opened.store.reader, [4, 1])).toEqual([
      { text: 'a, "b" {c} \\d' },
      { text: 'null' },
    ]);
    expect(await texts()).toEqual(['a, "b" {c} \\d', '', 'null']);
  });
});

it('lets readers write nothing', async () => {
  await expect(opened.store.reader.deleteFrom('note').execute()).rejects.toThrow(/read-?only/);
});
