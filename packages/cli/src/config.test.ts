import { expect, it } from 'vitest';
import { explainConfig, loadConfig } from './config.ts';

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
  });
});

it('takes a flag before a variable and a variable before the default', () => {
  const env = { MOSAIC_HOME: '/srv/a', MOSAIC_PORT: '4000', XDG_DATA_HOME: '/data' };
  expect(load(env, { home: 'b', port: '5000' })).toMatchObject({ home: '/work/b', port: 5000 });
  expect(load(env)).toMatchObject({ home: '/srv/a', port: 4000, isAddressDefault: false });
  expect(load({ XDG_DATA_HOME: '/data' }).home).toBe('/data/mosaic');
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
])('refuses %j and says where to look', (env, message) => {
  expect(() => load(env)).toThrow(message);
  expect(() => load(env)).toThrow('mosaic config explain');
});

it('splits a list and reads yes and no', () => {
  const config = load({ MOSAIC_ALLOWED_HOSTS: 'a.test, b.test:80,', MOSAIC_UNSANDBOXED: 'yes' });
  expect(config).toMatchObject({ allowedHosts: ['a.test', 'b.test:80'], isUnsandboxed: true });
});

it('explains every setting with a variable and a sentence', () => {
  const explained = explainConfig();
  const derived = ['isUrlGiven', 'isAddressDefault'];
  const names = Object.keys(load()).filter((name) => !derived.includes(name));
  expect(explained.map(({ name }) => name).toSorted()).toEqual(names.toSorted());
  for (const { variable, sentence } of explained) {
    expect(variable).toMatch(/^MOSAIC_[A-Z_]+$/);
    expect(sentence).toMatch(/\.$/);
  }
});
