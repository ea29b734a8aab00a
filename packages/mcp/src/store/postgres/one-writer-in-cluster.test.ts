import { Client } from 'pg';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openTestStore, type TestStore } from '../../../test/test-store.ts';
import type { Appender } from '../group-commit.ts';
import type { Migration } from '../migrate.ts';
import { openStore } from '../open-store.ts';
import { sequenceColumn } from '../sequence-column.ts';
import type { Store, Writer } from '../store.ts';

const migrations: Migration[] = [
  {
    name: '0001-counters',
    async up(database, dialect) {
      await database.schema
        .createTable('counter')
        .addColumn('id', 'integer', (column) => column.primaryKey())
        .addColumn('value', 'bigint', (column) => column.notNull())
        .execute();
      await database.insertInto('counter').values({ id: 1, value: 0 }).execute();
      await database.schema
        .createTable('feed')
        .addColumn('seq', ...sequenceColumn(dialect))
        .addColumn('text', 'text', (column) => column.notNull())
        .execute();
    },
  },
];

let first: TestStore;
let second: Store;
beforeEach(async () => {
  first = await openTestStore(migrations);
  second = await openStore(first.choice, migrations);
});
afterEach(async () => {
  await second.close();
  await first.destroy();
});

const numberedFeed: Appender<string> = {
  async append(writer, entries) {
    const head = await writer
      .selectFrom('feed')
      .select('seq')
      .orderBy('seq', 'desc')
      .limit(1)
      .executeTakeFirst();
    const before = Number(head?.seq ?? 0);
    const values = entries.map((text, index) => ({ seq: before + index + 1, text }));
    await writer.insertInto('feed').values(values).execute();
  },
};

/** Reads, thinks for a while, writes: what loses updates where two do it at once. */
async function countUp(writer: Writer): Promise<number> {
  const row = await writer.selectFrom('counter').select('value').executeTakeFirstOrThrow();
  await new Promise((resolve) => setImmediate(resolve));
  await writer
    .updateTable('counter')
    .set({ value: Number(row.value) + 1 })
    .execute();
  return Number(row.value) + 1;
}

describe('two nodes', () => {
  it('lose no update to each other, and see one order of writes', async () => {
    const counts = await Promise.all(
      Array.from({ length: 200 }, (_, index) =>
        (index % 2 === 0 ? first.store : second).write(countUp),
      ),
    );
    expect(counts.sort((a, b) => a - b)).toEqual(Array.from({ length: 200 }, (_, i) => i + 1));
  });

  it('never show a reader a number before all lower ones', async () => {
    const writing = Promise.all(
      Array.from({ length: 300 }, (_, index) =>
        (index % 3 === 0 ? second : first.store).write(async (_writer, append) => {
          append(numberedFeed, [`${index} a`, `${index} b`]);
          await new Promise((resolve) => setTimeout(resolve, index % 3));
        }),
      ),
    );
    let isOver = false;
    void writing.finally(() => {
      isOver = true;
    });
    const seen: number[] = [];
    const readOn = async () => {
      const rows = await second.reader
        .selectFrom('feed')
        .select('seq')
        .where('seq', '>', seen.at(-1) ?? 0)
        .orderBy('seq')
        .execute();
      seen.push(...rows.map(({ seq }) => Number(seq)));
    };
    while (!isOver) await readOn();
    await writing;
    await readOn();
    expect(seen).toEqual(Array.from({ length: 600 }, (_, index) => index + 1));
  });
});

describe('a reader of numbered rows', () => {
  it('misses one in a transaction that takes the writer lock of nobody: the trap there is', async () => {
    const late = await connect();
    await late.query('begin');
    await late.query("insert into feed (text) values ('late')");
    const early = await connect();
    await early.query("insert into feed (text) values ('early')");
    const { rows } = await early.query('select max(seq) as seq from feed');
    expect(Number(rows[0].seq)).toBe(2);
    await late.query('commit');
    const after = await early.query('select text from feed where seq > 2');
    expect(after.rows).toEqual([]);
    await Promise.all([late.end(), early.end()]);
  });

  it('misses none, though the transaction that numbered first commits late', async () => {
    const inside = Promise.withResolvers<void>();
    const gate = Promise.withResolvers<void>();
    const late = first.store.write(async (writer, append) => {
      append(numberedFeed, ['late']);
      await writer.selectFrom('counter').selectAll().execute();
      inside.resolve();
      await gate.promise;
    });
    await inside.promise;
    const early = second.write(async (_writer, append) => append(numberedFeed, ['early']));
    const read = () => second.reader.selectFrom('feed').select(['seq', 'text']).orderBy('seq');
    await new Promise((resolve) => setTimeout(resolve, 100));
    // The second waits for the lock: nothing can be seen that the first would come before.
    expect(await read().execute()).toEqual([]);
    gate.resolve();
    await Promise.all([late, early]);
    expect(await read().execute()).toEqual([
      { seq: 1, text: 'late' },
      { seq: 2, text: 'early' },
    ]);
  });
});

describe('a node that stalls while it writes', () => {
  it('is cut off so that others go on, is told so, and has written nothing', async () => {
    const inside = Promise.withResolvers<void>();
    const gate = Promise.withResolvers<void>();
    const stalled = first.store.write(async (writer) => {
      await writer.updateTable('counter').set({ value: 1_000 }).execute();
      inside.resolve();
      await gate.promise;
      return writer.selectFrom('counter').selectAll().execute();
    });
    stalled.catch(() => {});
    await inside.promise;
    const startedAt = performance.now();
    expect(await second.write(countUp)).toBe(1);
    expect(performance.now() - startedAt).toBeLessThan(3_400);
    gate.resolve();
    await expect(stalled).rejects.toMatchObject({ code: 'unavailable' });
    expect(await first.store.write(countUp)).toBe(2);
  });
});

async function connect(): Promise<Client> {
  if (first.choice.kind !== 'postgres') throw new Error('This test needs PostgreSQL');
  const client = new Client({ connectionString: first.choice.url });
  await client.connect();
  return client;
}
