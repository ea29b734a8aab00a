import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findPostgres } from '../packages/mcp/test/postgres.ts';
import { hasRedis } from '../packages/mcp/test/redis-server.ts';
import { type Cluster, startCluster } from './support/cluster/cluster.ts';
import { hasProxy, type ProxyName, startProxy } from './support/cluster/proxy.ts';

const hasServers = findPostgres() !== null && hasRedis;
const print = (line: string): void => {
  process.stdout.write(`${line}\n`);
};
const names: readonly ProxyName[] = ['haproxy', 'nginx'];

describe.skipIf(!hasServers)('nodes behind the proxies of the samples', () => {
  let cluster: Cluster;
  beforeAll(async () => {
    cluster = await startCluster(2, { stopGraceMs: 1_500, isOnOneHost: true });
  });
  afterAll(() => cluster.destroy());

  for (const name of names.filter(hasProxy)) {
    it(`${name} lets no call fail while the nodes are restarted, though nobody repeats any`, async () => {
      const proxy = await startProxy(
        name,
        cluster.nodes.map(({ url }) => url),
      );
      const stopping = new AbortController();
      const answers = new Map<string, number>();
      const ask = caller(proxy.url, cluster.ownerToken, answers);
      try {
        await expect
          .poll(() => ask('GET', '/nodes'), { timeout: 10_000, message: proxy.errors() })
          .toBe(200);
        answers.clear();
        const long = stream(proxy.url, cluster.ownerToken, stopping.signal);
        const callers = Array.from({ length: 6 }, (_, at) => callOnAndOn(ask, at, stopping.signal));
        await sleep(500);
        for (const node of cluster.nodes) {
          await node.stop();
          await node.start();
          // As long as it takes a proxy to take it back.
          await sleep(1_500);
        }
        stopping.abort();
        await Promise.all(callers);
        print(`${name}: ${JSON.stringify(Object.fromEntries(answers))}`);
        expect(long.chunks()).toBeGreaterThan(0);
        expect([...answers.keys()].filter((key) => !/ 20[01]$|^put off$/.test(key))).toEqual([]);
        expect(answers.get('POST 200')).toBeGreaterThan(20);
      } finally {
        stopping.abort();
        await proxy.stop();
      }
    });
  }
});

type Ask = (method: string, path: string, body?: object, key?: string) => Promise<number>;

/** Calls once, and again only when told when to; counts what came of it. */
function caller(url: string, token: string, answers: Map<string, number>): Ask {
  return async function ask(method, path, body, key = randomUUID()): Promise<number> {
    const answer = await fetch(`${url}/api/v1${path}`, {
      method,
      headers: {
        authorization: `Bearer ${token}`,
        ...(body ? { 'content-type': 'application/json', 'idempotency-key': key } : {}),
      },
      ...(body ? { body: JSON.stringify(body) } : {}),
    }).then(
      async (response) => {
        await response.text();
        return { status: response.status, after: response.headers.get('retry-after') };
      },
      () => ({ status: 0, after: null }),
    );
    const isPutOff = answer.status === 429 && answer.after !== null;
    const what = isPutOff ? 'put off' : `${method} ${answer.status}`;
    answers.set(what, (answers.get(what) ?? 0) + 1);
    if (!isPutOff) return answer.status;
    await sleep(Number(answer.after) * 1_000);
    return ask(method, path, body, key);
  };
}

async function callOnAndOn(ask: Ask, at: number, signal: AbortSignal): Promise<void> {
  for (let turn = 0; !signal.aborted; turn += 1) {
    if (at === 0) await ask('GET', '/nodes');
    else if (at === 1) await waitForLock(ask);
    else await ask('POST', '/state/set', { namespace: 'proxies', key: `k${at}`, value: turn });
    await sleep(20);
  }
}

/** A long poll, which a restart must end well and not cut off. */
async function waitForLock(ask: Ask): Promise<void> {
  const locks = [{ lockId: 'proxies', capacity: 1 }];
  await ask('POST', '/locks/acquire', { owner: randomUUID(), locks, waitMs: 1_000, ttlMs: 60_000 });
}

/** Follows the events through the proxy for as long as the first node lives. */
function stream(url: string, token: string, signal: AbortSignal) {
  let chunks = 0;
  void (async () => {
    const response = await fetch(`${url}/api/v1/events/watch`, {
      headers: { authorization: `Bearer ${token}` },
      signal,
    });
    for await (const _chunk of response.body ?? []) chunks += 1;
  })().catch(() => undefined);
  return { chunks: () => chunks };
}

for (const name of names.filter((each) => !hasProxy(each))) {
  it.skip(`${name} in front of the nodes: needs the package`, () => {});
}
if (!hasServers) it.skip('proxies: need the packages `postgresql` and `redis-server`', () => {});
