import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { limits } from '@mosaic/contract';
import { afterAll, expect, it } from 'vitest';
import { root } from './support/source-files.ts';

const sample = (name: string) => join(root, 'deploy', name);
const read = (name: string) => readFileSync(sample(name), 'utf8');
const isThere = (program: string) => spawnSync(program, ['-v']).status === 0;
const scratch = mkdtempSync(join(tmpdir(), 'mosaic-deploy-'));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

const checks = {
  haproxy: ['-c', '-f', sample('haproxy.cfg')],
  nginx: ['-t', '-c', sample('nginx.conf'), '-p', scratch],
};

for (const [program, argv] of Object.entries(checks)) {
  const name = `${program} takes its sample`;
  if (!isThere(program)) it.skip(`${name}: it is not installed`, () => {});
  else {
    it(name, () => {
      const { status, stderr } = spawnSync(program, argv, { encoding: 'utf8' });
      expect(stderr).not.toMatch(/warn/i);
      expect(status, stderr).toBe(0);
    });
  }
}

it('has time limits in its proxies that are longer than any wait', () => {
  const longestMs = Math.max(limits.claimWaitMsMax, limits.messageWaitMsMax);
  const server = /timeout server (\d+)s/.exec(read('haproxy.cfg'))?.[1];
  const client = /timeout client (\d+)s/.exec(read('haproxy.cfg'))?.[1];
  const nginx = /proxy_read_timeout (\d+)s/.exec(read('nginx.conf'))?.[1];
  for (const seconds of [server, client, nginx]) {
    expect(Number(seconds) * 1_000).toBeGreaterThan(2 * longestMs);
  }
});

it('asks for readiness and repeats only what is safe to repeat', () => {
  expect(read('haproxy.cfg')).toContain('uri /ready');
  expect(read('haproxy.cfg')).toMatch(/disable-l7-retry unless METH_GET or .*idempotency-key/);
  expect(read('nginx.conf').match(/non_idempotent/g)).toHaveLength(1);
});

it('names only settings that there are', () => {
  const service = read('mosaic-node.service');
  const named = [...service.matchAll(/\b(?:MOSAIC_[A-Z_]+|[A-Z]+_URL)\b/g)].map(([name]) => name);
  const explained = spawnSync(
    process.execPath,
    [join(root, 'packages/cli/bin/mosaic.mjs'), 'config', 'explain', '--json'],
    { encoding: 'utf8' },
  );
  const { settings }: { settings: { variable: string }[] } = JSON.parse(explained.stdout);
  const known = settings.map(({ variable }) => variable);
  expect(named.length).toBeGreaterThan(5);
  expect(named.filter((name) => !known.includes(name))).toEqual([]);
});
