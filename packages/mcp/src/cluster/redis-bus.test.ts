import { Redis } from 'ioredis';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createRedisServer, hasRedis, type RedisServer } from '../../test/redis-server.ts';
import { systemClock } from '../pipeline/clock.ts';
import type { Bus } from './bus.ts';
import { clusterLimits } from './limits.ts';
import { createRedisBus } from './redis-bus.ts';

describe.skipIf(!hasRedis)('the bus over Redis', () => {
  let server: RedisServer;
  const open: Bus[] = [];
  beforeEach(async () => {
    server = await createRedisServer();
  });
  afterEach(async () => {
    await Promise.all(open.splice(0).map((bus) => bus.close()));
    await server.destroy();
  });

  function join(nodeId: string, installation = 'one') {
    const bus = createRedisBus({ url: server.url, installation, nodeId, clock: systemClock });
    const heard: string[] = [];
    const seen = { missed: 0 };
    bus.listen({
      heard: (topics) => heard.push(...topics),
      missed: () => {
        seen.missed += 1;
      },
    });
    open.push(bus);
    return { bus, heard, seen, isUp: () => bus.lines()[0]?.isConnected === true };
  }
  const until = (isSo: () => boolean) => expect.poll(isSo, { timeout: 10_000 }).toBe(true);

  it('tells the other nodes of this installation, and nobody else', async () => {
    const [a, b, stranger] = [join('nod_a'), join('nod_b'), join('nod_c', 'two')];
    await until(() => [a, b, stranger].every((node) => node.isUp()));
    a.bus.publish('events');
    a.bus.publish('task:x');
    await until(() => b.heard.includes('task:x'));
    expect(b.heard).toEqual(['events', 'task:x']);
    expect([...a.heard, ...stranger.heard]).toEqual([]);
  });

  it('loses nothing while a connection is cut for a moment', async () => {
    const [a, b] = [join('nod_a'), join('nod_b')];
    await until(() => a.isUp() && b.isUp());
    const admin = new Redis(server.url, { protocol: 2, disableClientInfo: true });
    for (let round = 0; round < 10; round += 1) {
      a.bus.publish(`round-${round}`);
      const list = String(await admin.call('CLIENT', 'LIST'));
      const id = /id=(\d+) [^\n]*name=mosaic-nod_b[^\n]*cmd=xread/.exec(list)?.[1];
      if (id !== undefined) await admin.call('CLIENT', 'KILL', 'ID', id);
      a.bus.publish(`after-${round}`);
    }
    admin.disconnect();
    await until(() => b.heard.includes('after-9'));
    expect(new Set(b.heard).size).toBe(20);
    expect(b.seen.missed).toBeGreaterThan(1);
  });

  it('tells that it is down, and works again with an empty server', async () => {
    const [a, b] = [join('nod_a'), join('nod_b')];
    await until(() => a.isUp() && b.isUp());
    const before = b.seen.missed;
    await server.kill();
    await until(() => !a.isUp() && !b.isUp());
    for (let count = 0; count < 1_000; count += 1) a.bus.publish(`lost-${count}`);
    await server.start();
    await until(() => a.isUp() && b.isUp());
    expect(b.seen.missed).toBeGreaterThan(before);
    a.bus.publish('back');
    await until(() => b.heard.includes('back'));
  });

  it('keeps the stream short', async () => {
    const admin = new Redis(server.url, { protocol: 2, disableClientInfo: true });
    const key = 'mosaic:one:hints';
    const pipeline = admin.pipeline();
    for (let count = 0; count < 2 * clusterLimits.streamEntries; count += 1) {
      pipeline.xadd(key, '*', 'h', '["nod_x","t"]');
    }
    await pipeline.exec();
    const a = join('nod_a');
    await until(a.isUp);
    a.bus.publish('events');
    await expect.poll(() => admin.xlen(key)).toBeLessThan(clusterLimits.streamEntries * 1.1);
    admin.disconnect();
  });

  it('is not led astray by what others write into the stream', async () => {
    const a = join('nod_a');
    await until(a.isUp);
    const admin = new Redis(server.url, { protocol: 2, disableClientInfo: true });
    for (const text of ['', 'no json', '{"a":1}', '["nod_x"]', '["nod_x",1]']) {
      await admin.xadd('mosaic:one:hints', '*', 'h', text);
    }
    await admin.xadd('mosaic:one:hints', '*', 'other', 'field');
    await admin.xadd('mosaic:one:hints', '*', 'h', '["nod_x","fine"]');
    admin.disconnect();
    await until(() => a.heard.includes('fine'));
    expect(a.heard).toEqual(['fine']);
  });

  it('never waits nor fails when there is no server', async () => {
    await server.kill();
    const a = join('nod_a');
    a.bus.publish('events');
    expect(a.isUp()).toBe(false);
    const from = performance.now();
    await a.bus.close();
    expect(performance.now() - from).toBeLessThan(3_000);
  });
});
