import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, inject, it, onTestFinished } from 'vitest';
import { dropDatabase } from '../../test/postgres.ts';
import { newDatabase } from '../../test/test-store.ts';
import { createMCPServer } from '../server/create-mcp-server.ts';

it('programs of a team share one PostgreSQL, each with a home of its own', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'mosaic-team-'));
  const database = await newDatabase();
  onTestFinished(async () => {
    await dropDatabase(inject('postgres').serverUrl, database.name);
    rmSync(folder, { recursive: true, force: true });
  });
  const secretFile = join(folder, 'secret');
  writeFileSync(secretFile, 'x'.repeat(48));
  const nothing = { url: null, token: null, databaseUrl: null, redisUrl: null, secretFile: null };
  const open = async (name: string) => {
    const mcp = createMCPServer({
      mode: 'team',
      databaseUrl: database.url,
      secretFile,
      nodeName: name,
      defaults: () => ({ home: join(folder, name), ...nothing }),
    });
    onTestFinished(() => mcp.close());
    const connection = await mcp.start();
    if (connection.kind !== 'embedded') throw new Error('not embedded');
    return { mcp, hub: connection.hub };
  };
  const [first, second] = [await open('first'), await open('second')];
  const place = { namespace: 'team', key: 'k' };
  await first.hub.call({ operation: 'state.set', input: { ...place, value: 1 } });
  expect(await second.hub.call({ operation: 'state.get', input: place })).toMatchObject({
    value: 1,
  });
  expect(await second.hub.call({ operation: 'system.status', input: {} })).toMatchObject({
    tier: 'standalone',
    node: { name: 'second' },
    store: { dialect: 'postgres' },
  });
  await first.mcp.close();
  await second.mcp.close();
});
