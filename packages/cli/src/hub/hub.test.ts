import { chmodSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { realHub } from '../../test/real-hub.ts';
import { temporaryFolder } from '../../test/temporary.ts';
import { type Config, loadConfig } from '../config.ts';
import { hubUrl, tokenFor } from './connect.ts';
import { findHub } from './find-hub.ts';
import { readHubRecord, removeHubRecord, writeHubRecord } from './hub-record.ts';

const config = (env: Record<string, string>): Config =>
  loadConfig({ env, cwd: '/', userHome: '/nowhere', flags: {} });

/** A program on a port that answers everything and keeps what it was sent. */
async function strangerOnPort(): Promise<{ url: string; authorizations: unknown[] }> {
  const authorizations: unknown[] = [];
  const server = createServer((request, response) => {
    authorizations.push(request.headers.authorization);
    response.writeHead(401, { 'content-type': 'application/json' }).end('{}');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return { url: `http://127.0.0.1:${address.port}`, authorizations };
}

it('finds the hub of a home by what it recorded, whatever the port', async () => {
  const { home, url, token } = await realHub();
  writeHubRecord(home, { url, pid: process.pid });
  expect(await findHub(config({ MOSAIC_HOME: home }))).toEqual({ url, token });
  expect(hubUrl(config({ MOSAIC_HOME: home }))).toBe(url);
  expect(hubUrl(config({ MOSAIC_HOME: home, MOSAIC_PORT: '4000' }))).toBe('http://127.0.0.1:4000');
});

it('does not take the hub of another home, or another program, for its own', async () => {
  const other = await realHub();
  const home = temporaryFolder();
  writeFileSync(join(home, 'owner-token'), 'mso_other\n');
  writeHubRecord(home, { url: other.url, pid: 1 });
  expect(await findHub(config({ MOSAIC_HOME: home }))).toBeNull();
  const stranger = await strangerOnPort();
  writeHubRecord(home, { url: stranger.url, pid: 1 });
  expect(await findHub(config({ MOSAIC_HOME: home }))).toBeNull();
});

it('records loopback addresses only, readable by the owner only, and removes only its own', () => {
  const home = temporaryFolder();
  writeHubRecord(home, { url: 'http://192.0.2.1:3456', pid: 7 });
  expect(readdirSync(home)).toEqual([]);
  writeHubRecord(home, { url: 'http://127.0.0.1:3456', pid: 7 });
  expect(statSync(join(home, 'hub.json')).mode & 0o077).toBe(0);
  removeHubRecord(home, 8);
  expect(readHubRecord(home)).toEqual({ url: 'http://127.0.0.1:3456', pid: 7 });
  removeHubRecord(home, 7);
  expect(readHubRecord(home)).toBeNull();
  writeFileSync(join(home, 'hub.json'), 'not json');
  expect(readHubRecord(home)).toBeNull();
});

it('never sends the token of the home to another machine', () => {
  const home = temporaryFolder();
  writeFileSync(join(home, 'owner-token'), 'mso_secret\n');
  chmodSync(join(home, 'owner-token'), 0o600);
  expect(tokenFor(config({ MOSAIC_HOME: home }))).toBe('mso_secret');
  expect(tokenFor(config({ MOSAIC_HOME: home, MOSAIC_URL: 'http://localhost:1' }))).toBe(
    'mso_secret',
  );
  for (const url of ['https://hub.test', 'http://127.0.0.1.evil.test', 'http://10.0.0.1:3456']) {
    expect(() => tokenFor(config({ MOSAIC_HOME: home, MOSAIC_URL: url }))).toThrow('MOSAIC_TOKEN');
  }
  const given = config({ MOSAIC_HOME: home, MOSAIC_URL: 'https://hub.test', MOSAIC_TOKEN: 'mine' });
  expect(tokenFor(given)).toBe('mine');
});
