import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { operations } from '@mosaic/contract';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openTestHub, type TestHub } from '../../test/test-hub.ts';
import { deriveSecrets } from '../modules/identity/shared-secrets.ts';
import { loadSecrets, secretFiles } from '../modules/identity/token-files.ts';
import { enterInstallation } from './installation.ts';

let hub: TestHub;
let homes: string;
let shared: string;
beforeEach(async () => {
  hub = await openTestHub();
  homes = mkdtempSync(join(tmpdir(), 'mosaic-secrets-'));
  shared = join(homes, 'shared');
  writeFileSync(shared, 'a secret long enough to be one, really\n');
});
afterEach(async () => {
  await hub.destroy();
  rmSync(homes, { recursive: true, force: true });
});

const secretsOf = (name: string, file = shared) => {
  deriveSecrets(join(homes, name), file);
  return loadSecrets(join(homes, name));
};
const beat = () =>
  hub.hub.system('nodes').call(operations.beatNode, {
    nodeId: hub.clock.newId('node'),
    name: 'other',
    url: null,
    version: '1',
    startedAtMs: 0,
    bus: [],
    duties: [],
  });

it('gives every node the same secrets, and leaves no trace of one in another', () => {
  const [a, b] = [secretsOf('a'), secretsOf('b')];
  expect(a).toEqual(b);
  const texts = [a.ownerToken, a.runnerToken, a.key.toString()];
  expect(new Set(texts.map((text) => text.slice(4))).size).toBe(3);
  for (const { name } of secretFiles) {
    expect(statSync(join(homes, 'a', name)).mode & 0o777).toBe(0o600);
    expect(readFileSync(join(homes, 'a', name), 'utf8')).not.toContain('a secret');
  }
});

it('takes a new shared secret at the next start', () => {
  const before = secretsOf('a');
  writeFileSync(shared, 'another secret that is long enough too\n');
  expect(secretsOf('a').ownerToken).not.toBe(before.ownerToken);
});

it('refuses a file that is missing, empty or too short, and says how to make one', () => {
  const short = join(homes, 'short');
  for (const text of [null, '', 'short', ' '.repeat(100)]) {
    if (text !== null) writeFileSync(short, text);
    expect(() => secretsOf('a', short)).toThrow(/openssl rand/);
  }
});

it('names the installation once, whichever node comes first', async () => {
  const [first, second] = await Promise.all([
    enterInstallation(hub.store, secretsOf('a'), hub.clock),
    enterInstallation(hub.store, secretsOf('b'), hub.clock),
  ]);
  expect(first).toMatch(/^ins_/);
  expect(second).toBe(first);
});

it('refuses a node with other secrets while one is running, and only then', async () => {
  const id = await enterInstallation(hub.store, secretsOf('a'), hub.clock);
  await beat();
  const other = loadSecrets(join(homes, 'own'));
  await expect(enterInstallation(hub.store, other, hub.clock)).rejects.toMatchObject({
    code: 'precondition_failed',
    message: expect.stringContaining('other'),
  });
  expect(await enterInstallation(hub.store, secretsOf('b'), hub.clock)).toBe(id);
  hub.clock.advance(60_000);
  expect(await enterInstallation(hub.store, other, hub.clock)).toBe(id);
});

it('keeps no secret in the store', async () => {
  const secrets = secretsOf('a');
  await enterInstallation(hub.store, secrets, hub.clock);
  const rows = JSON.stringify(
    await hub.store.reader.selectFrom('installation').selectAll().execute(),
  );
  for (const secret of [secrets.ownerToken, secrets.runnerToken, secrets.key.toString()]) {
    expect(rows).not.toContain(secret);
    expect(rows).not.toContain(secret.slice(4));
  }
});
