import { createServer, type Socket } from 'node:net';
import { expect, it, onTestFinished } from 'vitest';
import { loadConfig } from '../config.ts';
import type { Check } from './check.ts';
import { databaseCheck, redisCheck } from './servers.ts';

const password = 'hunter2';

function look(check: Check, env: Record<string, string> = {}) {
  const set = { MOSAIC_TIER: 'standalone', ...env };
  const config = loadConfig({ env: set, cwd: '/', userHome: '/nowhere', flags: {} });
  return check.run({ config, env: set, nodeVersion: '26.0.0' });
}

/** A program on a port of its own that treats everybody the same way. */
async function program(answer: (socket: Socket) => void): Promise<number> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    answer(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  const place = server.address();
  return typeof place === 'object' && place !== null ? place.port : 0;
}

const silent = () => program(() => undefined);
const hangingUp = () => program((socket) => socket.destroy());

it('asks for neither server on a laptop', async () => {
  for (const check of [databaseCheck, redisCheck]) {
    expect(await look(check, { MOSAIC_TIER: 'local' })).toMatchObject({ status: 'ok' });
  }
});

it('misses the database, which is needed, and not Redis, which is not', async () => {
  expect(await look(databaseCheck)).toMatchObject({
    status: 'fail',
    fix: expect.stringContaining('DATABASE_URL='),
  });
  expect(await look(redisCheck)).toMatchObject({ status: 'ok' });
});

it.each([
  ['is silent', silent],
  ['hangs up', hangingUp],
  ['is not there', async () => 1],
])('tells of a server that %s, without its password', async (_, start) => {
  const port = await start();
  const database = await look(databaseCheck, {
    DATABASE_URL: `postgres://me:${password}@127.0.0.1:${port}/x`,
  });
  expect(database).toMatchObject({ status: 'fail', fix: 'Check DATABASE_URL' });
  const redis = await look(redisCheck, { REDIS_URL: `redis://:${password}@127.0.0.1:${port}` });
  expect(redis).toMatchObject({ status: 'warn', fix: 'Check REDIS_URL' });
  expect(database.message + redis.message).not.toContain(password);
});

it('finds a Redis, and one that is too old', async () => {
  const redis = (version: string) =>
    program((socket) =>
      socket.on('data', () => {
        const text = `# Server\r\nredis_version:${version}\r\n`;
        socket.write(`$${text.length}\r\n${text}\r\n`);
      }),
    );
  const url = async (version: string) => ({
    REDIS_URL: `redis://127.0.0.1:${await redis(version)}`,
  });
  expect(await look(redisCheck, await url('7.0.15'))).toMatchObject({ status: 'ok' });
  expect(await look(redisCheck, await url('6.2.1'))).toMatchObject({
    status: 'fail',
    message: 'Redis 6 is too old',
  });
});
