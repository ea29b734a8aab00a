import { describe, expect, it, onTestFailed } from 'vitest';
import { findPostgres } from '../packages/mcp/test/postgres.ts';
import { hasRedis } from '../packages/mcp/test/redis-server.ts';
import { canMakeHosts } from './support/cluster/network.ts';
import { playCluster } from './support/cluster/play.ts';
import { chooseSeed } from './support/random.ts';

const hasServers = findPostgres() !== null && hasRedis;
const print = (line: string) => void process.stdout.write(`${line}\n`);

describe.skipIf(!hasServers)('three nodes on PostgreSQL and Redis', () => {
  it('lose and double nothing while they are killed, stopped, cut off and restarted', async () => {
    const seed = chooseSeed();
    onTestFailed(() => print(`Repeat with MOSAIC_SEED=${seed}`));
    const played = await playCluster({ seed, rounds: 1, pauseMs: 20_000, print });
    expect(played.problems).toEqual([]);
    expect(played.failedWhileRestarting).toEqual([]);
  });
});

// Said aloud, so that nobody takes a run for more than it was.
if (!hasServers)
  it.skip('three nodes: needs the packages `postgresql` and `redis-server`', () => {});
if (!canMakeHosts()) it.skip('pulled cables: need root, `ip` and network namespaces', () => {});
