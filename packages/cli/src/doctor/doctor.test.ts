import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, it, onTestFinished } from 'vitest';
import { mosaic } from '../../test/capture-io.ts';
import { realHub } from '../../test/real-hub.ts';
import { temporaryFolder } from '../../test/temporary.ts';
import { loadConfig } from '../config.ts';
import { type Check, type CheckContext, ok } from './check.ts';
import { homeCheck, storeCheck } from './home.ts';
import { portCheck } from './hub.ts';
import { gitCheck, nodeCheck } from './programs.ts';
import { examine } from './run-doctor.ts';
import { runtimesCheck } from './runtimes.ts';

const { PATH = '' } = process.env;

function context(env: Record<string, string>, nodeVersion = '26.0.0'): CheckContext {
  const config = loadConfig({ env, cwd: '/', userHome: '/nowhere', flags: {} });
  return { config, env: { PATH, ...env }, nodeVersion };
}

async function listenSomewhere(): Promise<string> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const address = server.address();
  return String(typeof address === 'object' && address !== null ? address.port : 0);
}

it('passes judgement on every part, as JSON and by exit code', async () => {
  const { env } = await realHub();
  const { code, stdout } = await mosaic(['doctor', '--json'], { env: { PATH, ...env } });
  const { status, checks } = JSON.parse(stdout);
  const ids = [
    'node',
    'git',
    'sandbox',
    'home',
    'disk',
    'store',
    'database',
    'redis',
    'port',
    'hub',
    'runtimes',
  ];
  expect(checks.map((check: { id: string }) => check.id)).toEqual(ids);
  expect(checks.filter((check: { status: string }) => check.status === 'fail')).toEqual([]);
  expect(code).toBe(status === 'ok' ? 0 : 2);
  for (const check of checks) expect(check.fix === null).toBe(check.status === 'ok');
});

it('names an old Node and an old or missing git', async () => {
  expect(await nodeCheck.run(context({}, '20.20.2'))).toMatchObject({ status: 'fail' });
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'git'), '#!/bin/sh\necho git version 2.30.2\n', { mode: 0o755 });
  expect(await gitCheck.run(context({ PATH: folder }))).toMatchObject({
    status: 'fail',
    message: 'git 2.30 is too old: 2.38 is needed',
  });
  expect(await gitCheck.run(context({ PATH: '/nowhere' }))).toMatchObject({ status: 'fail' });
  expect(await gitCheck.run(context({}))).toMatchObject({ status: 'ok' });
});

it('fails for a home or secret that others can read, with the command that closes it', async () => {
  const home = join(temporaryFolder(), 'home');
  expect(await homeCheck.run(context({ MOSAIC_HOME: home }))).toMatchObject({ status: 'ok' });
  mkdirSync(home, { mode: 0o700 });
  writeFileSync(join(home, 'owner-token'), 'x', { mode: 0o600 });
  expect(await homeCheck.run(context({ MOSAIC_HOME: home }))).toMatchObject({ status: 'ok' });
  chmodSync(join(home, 'owner-token'), 0o644);
  expect(await homeCheck.run(context({ MOSAIC_HOME: home }))).toMatchObject({
    status: 'fail',
    fix: `chmod 600 ${join(home, 'owner-token')}`,
  });
});

it('finds a store that is damaged', async () => {
  const home = temporaryFolder();
  const env = { MOSAIC_HOME: home };
  expect(await storeCheck.run(context(env))).toEqual(ok('No store yet'));
  const file = join(home, 'hub.sqlite');
  const database = new DatabaseSync(file);
  database.exec('create table t (x); insert into t values (1)');
  database.close();
  expect(await storeCheck.run(context(env))).toMatchObject({ status: 'ok' });
  writeFileSync(file, Buffer.concat([Buffer.from('SQLite format 3\0'), Buffer.alloc(9_000, 7)]));
  const [result] = await examine([storeCheck], context(env));
  expect(result?.status).toBe('fail');
});

it('tells a port taken by others from one that is free', async () => {
  const port = await listenSomewhere();
  const env = { MOSAIC_HOME: temporaryFolder(), MOSAIC_PORT: port };
  expect(await portCheck.run(context(env))).toMatchObject({
    status: 'fail',
    fix: expect.stringContaining('MOSAIC_PORT'),
  });
});

it('looks for the programs of configured runtimes', async () => {
  const home = temporaryFolder();
  const env = { MOSAIC_HOME: home };
  expect(await runtimesCheck.run(context(env))).toEqual(ok('fixer'));
  const runtimes = { commands: { mine: { argv: ['no-such-agent'] } }, acp: {} };
  writeFileSync(join(home, 'runtimes.json'), JSON.stringify(runtimes));
  expect(await runtimesCheck.run(context(env))).toMatchObject({
    status: 'fail',
    message: 'Not found: no-such-agent (mine)',
  });
});

it('counts a check that throws as failed and goes on', async () => {
  const broken: Check = { id: 'broken', run: () => Promise.reject(new Error('boom')) };
  const fine: Check = { id: 'fine', run: async () => ok('well') };
  const results = await examine([broken, fine], context({}));
  expect(results.map(({ id, status }) => [id, status])).toEqual([
    ['broken', 'fail'],
    ['fine', 'ok'],
  ]);
});
