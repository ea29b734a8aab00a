import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, inject, it } from 'vitest';
import { checkLedger } from '../../../test/crash/check-ledger.ts';
import { writeLedger } from '../../../test/crash/ledger-module.ts';
import { ledgerMigrations, openLedgerHub } from '../../../test/crash/open-ledger-hub.ts';
import { dropDatabase } from '../../../test/postgres.ts';
import { isOnPostgres, newDatabase } from '../../../test/test-store.ts';
import { lockHome } from '../home-lock.ts';
import { openStore, type StoreChoice } from '../open-store.ts';
import { backupStore } from './backup-store.ts';
import { copyStore } from './copy-store.ts';
import { openRawStore } from './open-raw-store.ts';
import { restoreStore } from './restore-store.ts';

let directory: string;
const databases: string[] = [];
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'mosaic-transfer-'));
});
afterEach(async () => {
  rmSync(directory, { recursive: true, force: true });
  for (const name of databases.splice(0)) {
    await dropDatabase(inject('postgres').serverUrl, name);
  }
});

function file(name: string): StoreChoice {
  return { kind: 'sqlite', file: join(directory, name, 'hub.sqlite') };
}

/** A store of the dialect this project tests. */
async function place(name: string): Promise<StoreChoice> {
  if (!isOnPostgres) return file(name);
  const database = await newDatabase();
  databases.push(database.name);
  return { kind: 'postgres', url: database.url, readersMax: 2 };
}

async function write(choice: StoreChoice, names: readonly string[]): Promise<void> {
  const opened = await openLedgerHub(choice);
  try {
    await Promise.all(names.map((name) => add(opened, name)));
  } finally {
    await opened.close();
  }
}

function add({ hub }: Awaited<ReturnType<typeof openLedgerHub>>, name: string): Promise<unknown> {
  return hub.call({
    operation: writeLedger.name,
    input: { name, lines: [name, `${name}${name}`] },
    token: 'owner',
    surface: 'rest',
    idempotencyKey: name,
  });
}

/** The names in a store that is whole. */
async function contents(choice: StoreChoice): Promise<string[]> {
  const store = await openStore(choice, ledgerMigrations);
  try {
    return [...(await checkLedger(store))].sort();
  } finally {
    await store.close();
  }
}

const numbered = (count: number, prefix = 'n') =>
  Array.from({ length: count }, (_, index) => `${prefix}\u2028é${index}`);

async function copy(from: StoreChoice, to: StoreChoice, stopAfter = Number.POSITIVE_INFINITY) {
  const [origin, target] = [
    await openRawStore(from, { use: from.kind === 'sqlite' ? 'read' : 'create' }),
    await openRawStore(to, { use: 'create' }),
  ];
  let steps = 0;
  try {
    return await copyStore({
      from: origin,
      to: target,
      migrations: ledgerMigrations,
      onProgress: () => {
        steps += 1;
        if (steps > stopAfter) throw new Error('interrupted');
      },
    });
  } finally {
    await origin.close();
    await target.close();
  }
}

describe('copy', () => {
  it('moves every row there and back, and proves it', async () => {
    const [here, there, back] = [file('here'), await place('there'), file('back')];
    const names = numbered(300).sort();
    await write(here, names);
    const report = await copy(here, there);
    expect(report).toMatchObject({ wasResumed: false, tables: { ledger_entry: { rows: 300 } } });
    expect(await contents(there)).toEqual(names);
    const again = await copy(there, back);
    expect(again.tables).toEqual(report.tables);
    expect(await contents(back)).toEqual(names);
  });

  it('goes on where it was interrupted, and until then no hub opens the store', async () => {
    const [here, there] = [file('here'), await place('there')];
    const names = numbered(200).sort();
    await write(here, names);
    for (const steps of [1, 3, 5]) {
      await expect(copy(here, there, steps)).rejects.toThrow('interrupted');
      await expect(openStore(there, ledgerMigrations)).rejects.toMatchObject({
        code: 'precondition_failed',
        message: expect.stringContaining('has not ended'),
      });
    }
    expect(await copy(here, there)).toMatchObject({ wasResumed: true });
    expect(await contents(there)).toEqual(names);
  });

  it('goes on counting after the last number given, whether or not its row is still there', async () => {
    const [here, there] = [file('here'), await place('there')];
    await write(here, numbered(5));
    await copy(here, there);
    await write(there, numbered(5, 'm'));
    expect(await contents(there)).toHaveLength(10);
  });

  it('refuses a store that has rows, and leaves it alone', async () => {
    const [here, there] = [file('here'), await place('there')];
    await write(here, ['mine']);
    await write(there, ['yours']);
    await expect(copy(here, there)).rejects.toMatchObject({
      code: 'precondition_failed',
      message: expect.stringContaining('not empty'),
    });
    expect(await contents(there)).toEqual(['yours']);
  });

  it('refuses an origin that a newer version wrote', async () => {
    const [here, there] = [file('here'), await place('there')];
    const newer = { name: '9999-newer', up: () => Promise.resolve() };
    const store = await openStore(here, [...ledgerMigrations, newer]);
    await store.close();
    await expect(copy(here, there)).rejects.toMatchObject({
      message: expect.stringContaining('9999-newer'),
    });
  });

  it('keeps off a home on which a hub runs', async () => {
    const home = join(directory, 'running');
    await write({ kind: 'sqlite', file: join(home, 'hub.sqlite') }, ['mine']);
    const lock = lockHome(home);
    await expect(copy(file('running'), await place('there'))).rejects.toMatchObject({
      code: 'precondition_failed',
      message: expect.stringContaining('already runs'),
    });
    lock.release();
  });
});

describe('backup and restore', () => {
  const now = () => Date.UTC(2026, 0, 2);
  const folder = () => join(directory, 'backup');
  const restore = (to: StoreChoice) =>
    restoreStore({ folder: folder(), to, migrations: ledgerMigrations, now });

  it('has everything acknowledged before it began, though writing goes on', async () => {
    const from = await place('from');
    const opened = await openLedgerHub(from);
    const acknowledged: string[] = [];
    let isOver = false;
    const lane = async (number: number) => {
      for (let count = 0; !isOver; count += 1) {
        const name = `w${number}-${count}`;
        await add(opened, name);
        acknowledged.push(name);
      }
    };
    const lanes = [lane(0), lane(1), lane(2)];
    while (acknowledged.length < 100) await new Promise((resolve) => setTimeout(resolve, 5));
    const before = [...acknowledged];
    await backupStore({ from, folder: folder(), version: '1.2.3', now });
    isOver = true;
    await Promise.all(lanes);
    await opened.close();

    // Into the other dialect as well as into its own.
    for (const to of [await place('to'), file('to-file')]) {
      const report = await restore(to);
      const store = await openStore(to, ledgerMigrations);
      const rows = await store.reader.selectFrom('ledger_entry').select('name').execute();
      const names = new Set(rows.map(({ name }) => name));
      expect(before.filter((name) => !names.has(name))).toEqual([]);
      expect(report.manifest.tables).toContainEqual(
        expect.objectContaining({ name: 'ledger_entry', rows: names.size }),
      );
      await store.close();
    }
  });

  it('never gives a number again that the lost hub gave out after the backup', async () => {
    const from = await place('from');
    await write(from, ['kept']);
    await backupStore({ from, folder: folder(), version: '1.2.3', now });
    await write(from, numbered(50, 'lost'));
    const lost = await lastEvent(from);
    const to = await place('to');
    const { eventSeq } = await restore(to);
    expect(eventSeq).toBeGreaterThan(lost + 1_000_000);
    await write(to, ['new']);
    expect(await lastEvent(to)).toBe(eventSeq + 1);
  });

  it('finds a damaged file, and leaves the target empty', async () => {
    const from = await place('from');
    await write(from, ['kept']);
    await backupStore({ from, folder: folder(), version: '1.2.3', now });
    writeFileSync(join(folder(), 'ledger_entry.ndjson.gz'), 'rubbish');
    await expect(restore(await place('to'))).rejects.toMatchObject({
      code: 'conflict',
      message: expect.stringContaining('damaged'),
    });
  });

  it('overwrites no backup and no store', async () => {
    const from = await place('from');
    await write(from, ['kept']);
    const backup = () => backupStore({ from, folder: folder(), version: '1.2.3', now });
    await backup();
    await expect(backup()).rejects.toMatchObject({ code: 'conflict' });
    await expect(restore(from)).rejects.toMatchObject({ code: 'precondition_failed' });
    expect(await contents(from)).toEqual(['kept']);
  });
});

async function lastEvent(choice: StoreChoice): Promise<number> {
  const store = await openStore(choice, ledgerMigrations);
  const [row] = await store.reader
    .selectFrom('event')
    .select('seq')
    .orderBy('seq', 'desc')
    .limit(1)
    .execute();
  await store.close();
  return Number(row?.seq);
}
