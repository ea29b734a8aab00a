import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, it, onTestFinished } from 'vitest';
import { temporaryRepository } from '../../test/temporary-repository.ts';
import { limits } from '../limits.ts';
import { openToolbox } from '../tools/toolbox.ts';
import { auditDependencies } from './audit.ts';

const lockfile = JSON.stringify({
  name: 'x',
  lockfileVersion: 3,
  requires: true,
  packages: {
    '': { name: 'x', dependencies: { leaky: '1.0.0' } },
    'node_modules/leaky': { version: '1.0.0' },
  },
});
const manifest = JSON.stringify({ name: 'x', dependencies: { leaky: '1.0.0' } });

/** Speaks the two requests of an audit: advisories in bulk and a package's versions. */
async function registry(): Promise<{ url: string; headers: string[] }> {
  const headers: string[] = [];
  const server: Server = createServer((request, response) => {
    headers.push(JSON.stringify(request.headers));
    const advisories = {
      leaky: [
        {
          id: 1,
          url: 'https://advisories.example/1',
          title: 'Leaks memory',
          severity: 'high',
          vulnerable_versions: '<2.0.0',
        },
      ],
    };
    const packument = {
      name: 'leaky',
      'dist-tags': { latest: '2.0.0' },
      versions: {
        '1.0.0': { name: 'leaky', version: '1.0.0' },
        '2.0.0': { name: 'leaky', version: '2.0.0' },
      },
    };
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify(request.url?.includes('advisories') ? advisories : packument));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, headers };
}

async function audit(root: string, registryUrl: string) {
  const toolbox = await openToolbox();
  onTestFinished(() => toolbox.close());
  const paths = ['package.json', 'package-lock.json'];
  return await auditDependencies({ root, paths, toolbox, limits, registryUrl });
}

it('reports what the registry knows and sends nothing from the repository’s npm settings', async () => {
  const { url, headers } = await registry();
  const root = temporaryRepository({
    'package.json': manifest,
    'package-lock.json': lockfile,
    '.npmrc': `registry=http://127.0.0.1:1/\n//${new URL(url).host}/:_authToken=repository-token\n`,
  });
  const report = await audit(root, url);
  expect(report.notes).toEqual([]);
  expect(report.hits).toMatchObject([
    { rule: 'dependency/vulnerable-high', path: 'package.json', symbol: 'leaky' },
  ]);
  expect(report.hits[0]?.message).toContain('Leaks memory');
  expect(headers.join()).not.toContain('repository-token');
});

it('says so when the registry cannot be reached or nothing is pinned', async () => {
  const root = temporaryRepository({ 'package.json': manifest, 'package-lock.json': lockfile });
  const report = await audit(root, 'http://127.0.0.1:1/');
  expect(report).toMatchObject({ hasRun: false, hits: [] });
  expect(report.notes.join()).toMatch(/could not be asked/);
});
