import { expect, it } from 'vitest';
import { explainConfig, loadConfig } from './config.ts';
import { planningSettings } from './planning-settings.ts';

const load = (env: Record<string, string> = {}, flags = {}) =>
  loadConfig({ env, cwd: '/work', userHome: '/home/ada', flags });

it('has a default for everything', () => {
  expect(load()).toEqual({
    home: '/home/ada/.local/share/mosaic',
    host: '127.0.0.1',
    port: 3456,
    url: 'http://127.0.0.1:3456',
    isUrlGiven: false,
    isAddressDefault: true,
    token: null,
    logLevel: 'warn',
    mcpProfile: null,
    isUnsandboxed: false,
    allowedHosts: [],
    urls: ['http://127.0.0.1:3456'],
    tier: 'local',
    isTierDeprecated: false,
    databaseUrl: null,
    redisUrl: null,
    secretFile: null,
    nodeName: null,
    nodeUrl: null,
    vaults: '/home/ada/.local/share/mosaic/vaults',
    hasEngine: true,
    stopGraceMs: 0,
    planning: null,
  });
});

it('takes a flag before a variable and a variable before the default', () => {
  const env = { MOSAIC_HOME: '/srv/a', MOSAIC_PORT: '4000', XDG_DATA_HOME: '/data' };
  expect(load(env, { home: 'b', port: '5000' })).toMatchObject({ home: '/work/b', port: 5000 });
  expect(load(env)).toMatchObject({ home: '/srv/a', port: 4000, isAddressDefault: false });
  expect(load({ XDG_DATA_HOME: '/data' }).home).toBe('/data/mosaic');
});

it('takes a model for planning whole or not at all, and never shows its key', () => {
  const key = 'sk-very-secret';
  const ollama = { MOSAIC_PLANNING_PROVIDER: 'ollama', MOSAIC_PLANNING_MODEL: 'qwen3' };
  expect(load(ollama).planning).toEqual({
    provider: 'ollama',
    model: 'qwen3',
    baseUrl: null,
    apiKey: null,
    tokens: 1_000_000,
  });
  expect(() => load({ MOSAIC_PLANNING_API_KEY: key })).toThrow('MOSAIC_PLANNING_PROVIDER');
  expect(() => load({ ...ollama, MOSAIC_PLANNING_PROVIDER: 'anthropic' })).toThrow(
    'MOSAIC_PLANNING_API_KEY',
  );
  const wrongUrl = { ...ollama, MOSAIC_PLANNING_BASE_URL: `ftp://ada:${key}@models` };
  expect(() => load(wrongUrl)).toThrow('MOSAIC_PLANNING_BASE_URL is wrong');
  expect(() => load(wrongUrl)).not.toThrow(key);
  const secret = explainConfig().filter(({ isSecret }) => isSecret);
  expect(secret.map(({ variable }) => variable)).toContain('MOSAIC_PLANNING_API_KEY');
});

it('takes an empty variable as not set', () => {
  expect(load({ MOSAIC_PORT: '', MOSAIC_TOKEN: '', MOSAIC_HOME: '' })).toEqual(load());
});

it.each([
  ['0.0.0.0', 'http://127.0.0.1:3456'],
  ['::', 'http://[::1]:3456'],
  ['fe80::1', 'http://[fe80::1]:3456'],
])('connects to where %s listens', (host, url) => {
  expect(load({ MOSAIC_HOST: host }).url).toBe(url);
});

it.each([
  [{ MOSAIC_PORT: '70000' }, 'MOSAIC_PORT is "70000"'],
  [{ MOSAIC_PORT: 'abc' }, 'MOSAIC_PORT is "abc"'],
  [{ MOSAIC_LOG_LEVEL: 'loud' }, 'MOSAIC_LOG_LEVEL is "loud"'],
  [{ MOSAIC_UNSANDBOXED: 'maybe' }, 'MOSAIC_UNSANDBOXED is "maybe"'],
  [{ MOSAIC_URL: 'ftp://x' }, 'MOSAIC_URL is "ftp://x"'],
  [{ MOSAIC_URL: 'http://a,b' }, 'MOSAIC_URL is'],
  [{ MOSAIC_TIER: 'huge' }, 'MOSAIC_TIER is "huge"'],
  [{ MOSAIC_STOP_GRACE_MS: '-1' }, 'MOSAIC_STOP_GRACE_MS is'],
])('refuses %j and says where to look', (env, message) => {
  expect(() => load(env)).toThrow(message);
  expect(() => load(env)).toThrow('mosaic config explain');
});

it('knows the tiers, and the old name of one', () => {
  expect(load({ MOSAIC_TIER: 'standalone' })).toMatchObject({ stopGraceMs: 5_000 });
  expect(load({}, { tier: 'team' })).toMatchObject({ tier: 'standalone', isTierDeprecated: true });
  expect(load({ MOSAIC_TIER: 'team' }, { tier: 'local' }).tier).toBe('local');
  expect(() => load({ MOSAIC_TIER: 'federated' })).toThrow('standalone');
  expect(load({ MOSAIC_ENGINE: '1' }, { engine: false }).hasEngine).toBe(false);
});

it('never shows a password, not even of an address that is wrong', () => {
  for (const name of ['DATABASE_URL', 'REDIS_URL']) {
    expect(() => load({ [name]: 'mysql://me:hunter2@db/x' })).toThrow(`${name} is wrong`);
    expect(() => load({ [name]: 'mysql://me:hunter2@db/x' })).not.toThrow('hunter2');
  }
});

it('takes the addresses of several nodes', () => {
  const config = load({ MOSAIC_URL: 'http://a:3456/, http://b:3456' });
  expect(config).toMatchObject({ url: 'http://a:3456', urls: ['http://a:3456', 'http://b:3456'] });
});

it('splits a list and reads yes and no', () => {
  const config = load({ MOSAIC_ALLOWED_HOSTS: 'a.test, b.test:80,', MOSAIC_UNSANDBOXED: 'yes' });
  expect(config).toMatchObject({ allowedHosts: ['a.test', 'b.test:80'], isUnsandboxed: true });
});

it('explains every setting with a variable and a sentence', () => {
  const explained = explainConfig();
  const derived = ['isUrlGiven', 'isAddressDefault', 'urls', 'isTierDeprecated', 'planning'];
  const names = Object.keys(load()).filter((name) => !derived.includes(name));
  const planning = Object.keys(planningSettings);
  expect(explained.map(({ name }) => name).toSorted()).toEqual([...names, ...planning].toSorted());
  for (const { variable, sentence } of explained) {
    expect(variable).toMatch(/^MOSAIC_[A-Z_]+$|^(DATABASE|REDIS)_URL$/);
    expect(sentence).toMatch(/\.$/);
  }
});
