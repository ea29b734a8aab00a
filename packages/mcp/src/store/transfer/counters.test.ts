import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { nodesModule } from '../../cluster/nodes-module.ts';
import { coordinationModules } from '../../coordination-modules.ts';
import { openStore } from '../open-store.ts';
import { counters, records } from './counters.ts';
import { openRawStore } from './open-raw-store.ts';

const place = { version: '0.0.0-test', startedAtMs: 0, url: () => null };
const migrations = [
  ...coordinationModules({ ...place, issueWorkerToken: () => '' }),
  nodesModule(() => {
    throw new Error('Only its tables are asked for');
  }),
].flatMap((module) => module.migrations);

it('knows every column from which numbers are given out, so that a restore moves them on', async () => {
  const home = mkdtempSync(join(tmpdir(), 'mosaic-counters-'));
  const choice = { kind: 'sqlite', file: join(home, 'hub.sqlite') } as const;
  const hub = await openStore(choice, migrations);
  await hub.close();
  const store = await openRawStore(choice, { use: 'read' });
  const tables = await store.tables();
  const found: string[] = [];
  for (const { name } of tables) {
    const columns = await store.run('select name, type from pragma_table_info($1)', [name]);
    for (const column of columns) {
      const isNumber = /int/i.test(String(column.type));
      if (isNumber && /fencing|epoch|version|revision$/.test(String(column.name))) {
        found.push(`${name}.${column.name}`);
      }
    }
  }
  const known = [...counters.map(({ table, column }) => `${table}.${column}`), ...records];
  expect(found.filter((column) => !known.includes(column))).toEqual([]);
  expect(found.length).toBeGreaterThan(8);
  for (const { table, column } of counters) {
    expect(tables.find(({ name }) => name === table)?.columns).toContain(column);
  }
  for (const { name, key } of tables) expect(key, `${name} has a primary key`).not.toEqual([]);
  await store.close();
  rmSync(home, { recursive: true, force: true });
});
