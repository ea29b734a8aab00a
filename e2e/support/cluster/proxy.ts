import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { sparePort } from '../../../packages/mcp/test/redis-server.ts';

const samples = resolve(import.meta.dirname, '../../../deploy');

/** A proxy of the samples: its file, how it is run, and how it names a node. */
const proxies = {
  haproxy: {
    file: 'haproxy.cfg',
    isThere: () => spawnSync('haproxy', ['-v']).status === 0,
    argv: (file: string) => ['haproxy', '-db', '-f', file],
    node: (url: string, at: number) => `    server node-${at + 1} ${new URL(url).host}`,
    nodeLines: /^ {4}server node-\d .*$/gm,
    listen: (port: number) => `bind 127.0.0.1:${port}`,
    listenLine: /bind :8080/,
  },
  nginx: {
    file: 'nginx.conf',
    isThere: () => spawnSync('nginx', ['-v']).status === 0,
    argv: (file: string) => ['nginx', '-c', file, '-p', resolve(file, '..'), '-g', 'daemon off;'],
    node: (url: string) => `        server ${new URL(url).host} max_fails=1 fail_timeout=2s;`,
    nodeLines: /^ {8}server 127\.0\.0\.1:\d+ .*$/gm,
    listen: (port: number) => `listen 127.0.0.1:${port}`,
    listenLine: /listen 8080/,
  },
} as const;

export type ProxyName = keyof typeof proxies;

export function hasProxy(name: ProxyName): boolean {
  return proxies[name].isThere();
}

/** Runs the sample as it is, except for where it listens and which nodes there are. */
export async function startProxy(name: ProxyName, nodeUrls: readonly string[]) {
  const { file, argv, node, nodeLines, listen, listenLine } = proxies[name];
  const directory = mkdtempSync(join(tmpdir(), `mosaic-${name}-`));
  const port = await sparePort();
  const text = readFileSync(join(samples, file), 'utf8');
  const [firstLine = ''] = text.match(nodeLines) ?? [];
  const own = join(directory, file);
  const changed = text
    .replace(firstLine, nodeUrls.map(node).join('\n'))
    .replaceAll(nodeLines, (line) =>
      nodeUrls.some((url) => line.includes(new URL(url).host)) ? line : '',
    )
    .replace(listenLine, listen(port));
  writeFileSync(own, changed);
  const [command = '', ...rest] = argv(own);
  const child = spawn(command, rest, { stdio: ['ignore', 'ignore', 'pipe'], cwd: directory });
  let errors = '';
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
    errors = (errors + chunk).slice(-20_000);
  });
  return {
    url: `http://127.0.0.1:${port}`,
    errors: () => errors,
    async stop() {
      if (child.exitCode === null) {
        const gone = once(child, 'exit');
        child.kill('SIGTERM');
        await gone;
      }
      rmSync(directory, { recursive: true, force: true });
    },
  };
}
