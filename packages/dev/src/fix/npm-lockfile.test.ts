import { expect, it } from 'vitest';
import { removeFromLockfile } from './npm-lockfile.ts';

const print = (packages: object, version = 3) =>
  `${JSON.stringify({ name: 'x', lockfileVersion: version, requires: true, packages }, null, 2)}\n`;

const packages = {
  '': { dependencies: { a: '1', b: '1' }, devDependencies: { d: '1' } },
  'node_modules/a': { version: '1', dependencies: { shared: '1', own: '2' } },
  'node_modules/a/node_modules/own': { version: '2' },
  'node_modules/b': { version: '1', dependencies: { shared: '1' } },
  'node_modules/d': { version: '1', dev: true, peerDependencies: { own: '1' } },
  'node_modules/own': { version: '1', dev: true },
  'node_modules/shared': { version: '1' },
};

it('removes a dependency with everything only it needed', () => {
  const expected = print({
    ...packages,
    '': { dependencies: { b: '1' }, devDependencies: { d: '1' } },
    'node_modules/a': undefined,
    'node_modules/a/node_modules/own': undefined,
  });
  expect(removeFromLockfile(print(packages), '', ['a'])).toBe(expected);
});

it('keeps a package that another one still needs', () => {
  const shared = { ...packages, '': { dependencies: { a: '1', shared: '1' } } };
  expect(removeFromLockfile(print(shared), '', ['shared'])).toContain('"node_modules/shared"');
});

it('knows workspaces', () => {
  const workspaces = {
    '': { workspaces: ['packages/*'] },
    'node_modules/one': { resolved: 'packages/one', link: true },
    'node_modules/a': { version: '1' },
    'packages/one': { version: '1', dependencies: { a: '1' } },
  };
  expect(removeFromLockfile(print(workspaces), 'packages/one', ['a'])).toBe(
    print({ ...workspaces, 'node_modules/a': undefined, 'packages/one': { version: '1' } }),
  );
});

it('leaves a lockfile alone that it could not write back exactly', () => {
  expect(removeFromLockfile(print(packages, 2), '', ['a'])).toBeNull();
  expect(
    removeFromLockfile(print(packages).replace('  "name"', '     "name"'), '', ['a']),
  ).toBeNull();
  expect(removeFromLockfile('not json', '', ['a'])).toBeNull();
  expect(removeFromLockfile(print(packages), 'packages/none', ['a'])).toBeNull();
});
