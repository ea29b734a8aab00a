import { randomUUID } from 'node:crypto';
import { afterEach, expect, inject, it } from 'vitest';
import { onServer } from '../../test/postgres.ts';
import { systemClock } from '../pipeline/clock.ts';
import type { Bus } from './bus.ts';
import { clusterLimits } from './limits.ts';
import { createPostgresBus } from './postgres-bus.ts';
import { createPostgresProbe } from './postgres-probe.ts';

const open: Bus[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((bus) => bus.close()));
});

const { serverUrl } = inject('postgres');

function join(nodeId: string, installation: string, url = serverUrl) {
  const bus = createPostgresBus({ url, installation, nodeId, clock: systemClock });
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
  const name = randomUUID();
  const [a, b, stranger] = [join('nod_a', name), join('nod_b', name), join('nod_c', 'other')];
  await until(() => [a, b, stranger].every((node) => node.isUp()));
  a.bus.publish('events');
  a.bus.publish("task:it's");
  await until(() => b.heard.length === 2);
  expect(b.heard).toEqual(['events', "task:it's"]);
  expect([...a.heard, ...stranger.heard]).toEqual([]);
});

it('sends many topics in few messages, and "everything" when there are too many', async () => {
  const name = randomUUID();
  const [a, b] = [join('nod_a', name), join('nod_b', name)];
  await until(() => a.isUp() && b.isUp());
  const topics = Array.from({ length: 900 }, (_, at) => `topic-${at}-${'x'.repeat(50)}`);
  for (const topic of topics) a.bus.publish(topic);
  await until(() => b.heard.length === topics.length);
  const before = b.seen.missed;
  for (let at = 0; at <= clusterLimits.topicsMax; at += 1) a.bus.publish(`many-${at}`);
  await until(() => b.seen.missed === before + 1);
});

it('listens again after its connection was cut, and says that hints may be missing', async () => {
  const name = randomUUID();
  const [a, b] = [join('nod_a', name), join(`nod_${name.slice(0, 8)}`, name)];
  await until(() => a.isUp() && b.isUp());
  const before = b.seen.missed;
  const sql = `select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'mosaic-hints-nod_${name.slice(0, 8)}'`;
  await onServer(serverUrl, sql);
  await until(() => b.seen.missed > before);
  a.bus.publish('back');
  await until(() => b.heard.includes('back'));
});

it('never waits nor fails when there is no server', async () => {
  const url = new URL(serverUrl);
  url.port = '1';
  const a = join('nod_a', 'none', url.href);
  a.bus.publish('events');
  expect(a.isUp()).toBe(false);
  const from = performance.now();
  await a.bus.close();
  expect(performance.now() - from).toBeLessThan(3_000);
});

it('has a probe that finds the server, and finds it again after its connection was cut', async () => {
  const probe = createPostgresProbe(serverUrl);
  await probe.ask();
  const sql =
    "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'mosaic-probe'";
  await onServer(serverUrl, sql);
  await probe.ask().catch(() => undefined);
  await probe.ask();
  await probe.close();
  const url = new URL(serverUrl);
  url.port = '1';
  await expect(createPostgresProbe(url.href).ask()).rejects.toThrow();
});
