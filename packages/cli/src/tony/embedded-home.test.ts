import { createClient } from '@mosaic/client';
import { operations } from '@mosaic/contract';
import { createMCPServer, hubMigrations, stepsOfOthers } from '@mosaic/mcp';
import { startHub, storeMigrations } from '@mosaic/stack';
import { TonyFramework } from '@tony/core';
import { contextsModule } from '@tony/core/agents';
import { plansModule } from '@tony/core/plans';
import { expect, it } from 'vitest';
import { realHub } from '../../test/real-hub.ts';
import { temporaryFolder } from '../../test/temporary.ts';
import { removeHubRecord, writeHubRecord } from '../hub/hub-record.ts';

const nothing = (home: string) => () => ({
  home,
  url: null,
  token: null,
  databaseUrl: null,
  redisUrl: null,
  secretFile: null,
});

it('a program knows every step of the schema that a whole installation has', () => {
  const whole = storeMigrations().map(({ name }) => name);
  const own = hubMigrations([plansModule(), contextsModule]).map(({ name }) => name);
  expect([...own, ...stepsOfOthers].toSorted()).toEqual(whole.toSorted());
});

it('a home is shared by a program and the whole installation, in either order', async () => {
  const home = temporaryFolder();
  const mcp = createMCPServer({ mode: 'local', defaults: nothing(home) });
  const tony = new TonyFramework({ mcp });
  const made = await tony.planning.read('# Shop\n\n- [ ] Accounts\n- [ ] Orders\n');
  await mcp.close();

  const hub = await startHub({
    home,
    host: '127.0.0.1',
    port: 0,
    version: '0.0.0',
    logLevel: 'silent',
    webRoot: null,
    sandbox: 'auto',
    runner: null,
    mcpProfile: null,
    allowedHosts: [],
  });
  const client = createClient({ baseUrl: hub.url, token: hub.ownerToken });
  const { items } = await client.call(operations.listPlans, {});
  expect(items.map(({ id }) => id)).toEqual([made.plan.id]);
  await hub.close();

  expect((await tony.planning.list()).map(({ id }) => id)).toEqual([made.plan.id]);
  await mcp.close();
});

it('a program uses the hub that serves, found by the record the command line leaves', async () => {
  const { home, url } = await realHub();
  writeHubRecord(home, { url, pid: process.pid });
  const mcp = createMCPServer({ mode: 'local', defaults: nothing(home) });
  expect(await mcp.start()).toMatchObject({ kind: 'attached', url });
  const tony = new TonyFramework({ mcp });
  const { plan } = await tony.planning.read('# Shop\n\n- [ ] Accounts\n- [ ] Orders\n');
  expect(await tony.planning.show('E.001')).toMatchObject({ id: plan.id });
  await mcp.close();
  removeHubRecord(home, process.pid);
});
