import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { operations } from '@mosaic/contract';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openTestHub, type TestHub } from '../../../test/test-hub.ts';

/** A home as the hub wrote it before it knew PostgreSQL, tenants and sessions. */
const dump = readFileSync(
  join(import.meta.dirname, '../../../fixtures/home-before-postgres.sql'),
  'utf8',
);

let home: string;
let before: Map<string, Record<string, unknown>[]>;
let hub: TestHub;
beforeEach(async () => {
  home = mkdtempSync(join(tmpdir(), 'mosaic-old-home-'));
  const file = new DatabaseSync(join(home, 'hub.sqlite'));
  file.exec(dump);
  const tables = file.prepare("select name from sqlite_master where type = 'table'").all();
  before = new Map(
    tables
      .map(({ name }) => String(name))
      .filter((name) => !name.startsWith('sqlite_') && name !== 'migration')
      .map((name) => [name, file.prepare(`select * from "${name}" order by rowid`).all()]),
  );
  file.close();
  hub = await openTestHub([], home);
});
afterEach(async () => {
  await hub.close();
  rmSync(home, { recursive: true, force: true });
});

it('keeps every row of a home from before, and every field of it', async () => {
  expect([...before.values()].flat().length).toBeGreaterThan(30);
  for (const table of ['event', 'audit', 'idempotent_answer', 'run_log', 'evidence', 'handoff']) {
    const rows = await hub.store.reader.selectFrom(table).selectAll().execute();
    const old = before.get(table) ?? [];
    expect(rows.slice(0, old.length)).toEqual(
      old.map((row) => expect.objectContaining({ ...row, tenant: 'local' })),
    );
  }
  for (const table of ['task', 'run', 'agent']) {
    const rows = await hub.store.reader
      .selectFrom(table)
      .select('id')
      .orderBy('position')
      .execute();
    expect(rows.map(({ id }) => id)).toEqual(before.get(table)?.map(({ id }) => id));
  }
});

it('goes on from there: the audit is whole, events follow without a gap, answers are found', async () => {
  const register = () =>
    hub.hub.call({
      operation: 'agent.register',
      input: { name: 'third', type: 'worker' },
      token: hub.owner,
      surface: 'rest',
    });
  const audited = before.get('audit')?.length ?? 0;
  const system = hub.hub.system('test');
  expect(await system.call(operations.verifyAudit, {})).toMatchObject({
    isIntact: true,
    firstBadSeq: null,
  });
  await register();
  const verdict = await system.call(operations.verifyAudit, {});
  expect(verdict.isIntact).toBe(true);
  expect(verdict.records).toBeGreaterThan(audited);
  const events = await hub.store.reader.selectFrom('event').select('seq').orderBy('seq').execute();
  expect(events.map(({ seq }) => seq)).toEqual(events.map((_, index) => index + 1));
  expect(events.length).toBeGreaterThan(before.get('event')?.length ?? 0);
});

it('shows what people knew: tasks, evidence and handoffs', async () => {
  const system = hub.hub.system('test');
  const tasks = await system.call(operations.listTasks, {});
  expect(tasks.items.map(({ key, status }) => [key, status])).toEqual([
    ['MS-1', 'done'],
    ['MS-2', expect.any(String)],
    ['MS-3', 'not-started'],
  ]);
  expect((await system.call(operations.listEvidence, {})).items).toHaveLength(1);
  expect((await system.call(operations.listHandoffs, {})).items).toHaveLength(1);
});
