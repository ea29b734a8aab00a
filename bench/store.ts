import { join } from 'node:path';
import {
  backupStore,
  copyStore,
  migrateStore,
  openRawStore,
  restoreStore,
  type StoreChoice,
} from '@mosaic/mcp';
import { storeMigrations } from '@mosaic/stack';
import { createDatabase, startPostgres } from '../packages/mcp/test/postgres.ts';
import { timed } from './measure.ts';
import { type Row, row } from './row.ts';
import { withScratch } from './scratch.ts';

const rows = 1_000_000;
const chunk = 5_000;

/** A million rows from a file to PostgreSQL and back, and through a backup; equal each time. */
export function benchStore(): Promise<Row[]> {
  return withScratch(async (folder) => {
    const postgres = await startPostgres({ isDurable: true });
    const file = (name: string): StoreChoice => ({
      kind: 'sqlite',
      file: join(folder, name, 'hub.sqlite'),
    });
    const rate = (name: string, tookMs: number) =>
      row({ name, metric: 'rows', unit: '/s', ours: rows / (tookMs / 1_000) });
    try {
      const there: StoreChoice = {
        kind: 'postgres',
        url: await createDatabase(postgres.url, 'there'),
      };
      await fill(file('here'));
      const rates = [
        rate('copy SQLite to PostgreSQL', await timed(() => copy(file('here'), there))),
        rate('copy PostgreSQL to SQLite', await timed(() => copy(there, file('back')))),
      ];
      for (const [name, from] of [
        ['SQLite', file('back')],
        ['PostgreSQL', there],
      ] as const) {
        const backup = join(folder, `backup-${name}`);
        const to = file(`restored-${name}`);
        const migrations = storeMigrations();
        const now = Date.now;
        rates.push(
          rate(
            `backup of ${name}`,
            await timed(() => backupStore({ from, folder: backup, version: 'bench', now })),
          ),
          rate(
            `restore of ${name}`,
            await timed(() => restoreStore({ folder: backup, to, migrations, now })),
          ),
        );
      }
      return rates;
    } finally {
      await postgres.destroy();
    }
  });
}

/** Refuses by itself when both differ in the end, by count or by hash. */
async function copy(from: StoreChoice, to: StoreChoice): Promise<void> {
  const origin = await openRawStore(from, { use: 'read' });
  const target = await openRawStore(to, { use: 'create' });
  try {
    const report = await copyStore({ from: origin, to: target, migrations: storeMigrations() });
    if (report.rows < rows) throw new Error(`Only ${report.rows} rows were copied`);
  } finally {
    await target.close();
    await origin.close();
  }
}

/** Events and answers, which are what a hub has most of. */
async function fill(choice: StoreChoice): Promise<void> {
  await migrateStore(choice, storeMigrations());
  const store = await openRawStore(choice, { use: 'create' });
  const tables = await store.tables();
  for (const name of ['event', 'idempotent_answer']) {
    const table = tables.find((it) => it.name === name);
    if (!table) throw new Error(`There is no table ${name}`);
    for (let from = 0; from < rows / 2; from += chunk) {
      const made = Array.from({ length: chunk }, (_, index) => ({
        ...(name === 'event' ? event(from + index + 1) : answer(from + index + 1)),
        tenant: 'local',
      }));
      await store.transact(() => store.insert(table, made));
    }
  }
  await store.close();
}

function event(seq: number) {
  const data = JSON.stringify({ title: `Task ${seq} – ünïcode`, attempt: seq % 7 });
  return { seq, type: 'task.changed', at: 1_767_225_600_000 + seq, task_id: `tsk_${seq}`, data };
}

function answer(number: number) {
  return {
    principal: 'owner',
    operation: 'task.submit',
    key: `key-${number}`,
    input_sha256: 'a'.repeat(64),
    output: JSON.stringify({ tasks: [{ taskId: `tsk_${number}`, isNew: true }] }),
    at: 1_767_225_600_000 + number,
  };
}
