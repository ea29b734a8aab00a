import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { onServer, startPostgres, type ThrowAwayPostgres } from '../../../test/postgres.ts';
import type { Migration } from '../migrate.ts';
import { openStore } from '../open-store.ts';
import type { Store } from '../store.ts';

const migrations: Migration[] = [
  {
    name: '0001-notes',
    async up(database) {
      await database.schema
        .createTable('note')
        .addColumn('text', 'text', (column) => column.notNull())
        .execute();
    },
  },
];

let server: ThrowAwayPostgres;
let store: Store;
beforeAll(async () => {
  server = await startPostgres({ isDurable: true });
  store = await openStore({ kind: 'postgres', url: server.url, readersMax: 2 }, migrations);
}, 60_000);
afterAll(async () => {
  await store.close();
  await server.destroy();
});

const write = (text: string) =>
  store.write((writer) => writer.insertInto('note').values({ text }).execute());
const stored = async () => {
  const rows = await store.reader.selectFrom('note').select('text').execute();
  return new Set(rows.map(({ text }) => String(text)));
};

async function untilAvailable(): Promise<void> {
  for (let attempt = 0; !store.isAvailable(); attempt += 1) {
    if (attempt > 200) throw new Error('The store does not come back');
    await pause(50);
  }
}

/** Ends every other connection to the server, as a restarted proxy would. */
const cutAll = () =>
  onServer(
    server.url,
    "select pg_terminate_backend(pid) from pg_stat_activity where pid <> pg_backend_pid() and application_name = 'mosaic'",
  );

describe('a lost database', () => {
  it('loses nothing acknowledged, refuses at once, and serves again when it is back', async () => {
    const acknowledged: string[] = [];
    let isOver = false;
    const lane = async (number: number) => {
      for (let count = 0; !isOver; count += 1) {
        const text = `${number} ${count}`;
        await write(text).then(
          () => acknowledged.push(text),
          (error: unknown) => expect(error).toMatchObject({ code: 'unavailable' }),
        );
        await pause(1);
      }
    };
    const lanes = [0, 1, 2, 3].map(lane);
    while (acknowledged.length < 30) await pause(10);
    await server.kill();
    await pause(300);
    expect(store.isAvailable()).toBe(false);
    const startedAt = performance.now();
    await expect(write('refused')).rejects.toMatchObject({ code: 'unavailable' });
    await expect(stored()).rejects.toMatchObject({ code: 'unavailable' });
    expect(performance.now() - startedAt).toBeLessThan(100);
    await server.start();
    await untilAvailable();
    isOver = true;
    await Promise.all(lanes);
    await write('after');
    const all = await stored();
    expect(acknowledged.length).toBeGreaterThan(20);
    expect(acknowledged.filter((text) => !all.has(text))).toEqual([]);
    expect(all.has('refused')).toBe(false);
    expect(all.has('after')).toBe(true);
  }, 60_000);

  it('is forgiven a broken connection by readers, which ask again', async () => {
    await stored();
    await cutAll();
    await pause(50);
    expect((await stored()).has('after')).toBe(true);
    await write('on a new connection').catch(() => write('on a new connection'));
    expect(store.isAvailable()).toBe(true);
  });

  it('tells whoever was cut off in the middle that nothing was stored', async () => {
    const cut = store.write(async (writer) => {
      await writer.insertInto('note').values({ text: 'cut' }).execute();
      await cutAll();
      await writer.insertInto('note').values({ text: 'cut again' }).execute();
    });
    await expect(cut).rejects.toMatchObject({ code: 'unavailable' });
    expect([...(await stored())].filter((text) => text.startsWith('cut'))).toEqual([]);
  });

  it('says that the outcome is unknown when it is lost during the commit', async () => {
    const cut = store.write(async (writer) => {
      await writer.insertInto('note').values({ text: 'perhaps' }).execute();
      await cutAll();
    });
    await expect(cut).rejects.toMatchObject({
      code: 'unavailable',
      details: { outcome: 'unknown' },
      message: expect.stringContaining('idempotency key'),
    });
  });
});
