import { describe, expect, it } from 'vitest';
import { createPluginSystem } from './plugin-system.ts';
import { resolveDependencies } from './resolve-dependencies.ts';
import type { TonyPlugin } from './tony-plugin.ts';

const told: string[] = [];
/** A plugin that tells what happens to it. */
function plugin(name: string, needs: readonly string[] = [], more: Partial<TonyPlugin> = {}) {
  return {
    name,
    version: '1.0.0',
    dependencies: needs.map((need) => ({ name: need, version: '^1.0.0' })),
    onActivate: () => void told.push(`+${name}`),
    onDeactivate: () => void told.push(`-${name}`),
    ...more,
  } satisfies TonyPlugin;
}

function system(...plugins: readonly TonyPlugin[]) {
  told.length = 0;
  const created = createPluginSystem({ tonyVersion: '2.8.0' });
  for (const each of plugins) created.register(each);
  return created;
}

const names = (plugins: ReturnType<typeof createPluginSystem>) =>
  plugins
    .list()
    .filter(({ isActive }) => isActive)
    .map(({ name }) => name);

describe('dependencies', () => {
  it('are loaded before what builds on them', () => {
    const { resolvable, loadOrder } = resolveDependencies([
      plugin('c', ['a', 'b']),
      plugin('b', ['a']),
      plugin('a'),
    ]);
    expect({ resolvable, loadOrder }).toEqual({ resolvable: true, loadOrder: ['a', 'b', 'c'] });
  });

  it('that are missing, do not fit or go in a circle are all named', () => {
    const old = plugin('old', [], { version: '0.9.0' });
    const free = plugin('free', [], {
      dependencies: [{ name: 'nowhere', version: '*', optional: true }],
    });
    const resolution = resolveDependencies([plugin('x', ['gone', 'old']), old, free]);
    expect(resolution).toMatchObject({
      resolvable: false,
      loadOrder: [],
      missing: [
        { plugin: 'x', name: 'gone', version: '^1.0.0', found: null },
        { plugin: 'x', name: 'old', version: '^1.0.0', found: '0.9.0' },
      ],
    });
    const circle = resolveDependencies([
      plugin('a', ['b']),
      plugin('b', ['c']),
      plugin('c', ['a']),
    ]);
    expect(circle.circularDependencies).toEqual([['a', 'b', 'c', 'a']]);
  });
});

describe('plugins', () => {
  it('are activated with what they need, and go after what builds on them', async () => {
    const plugins = system(plugin('a'), plugin('b', ['a']), plugin('c', ['b']), plugin('alone'));
    expect(await plugins.activate('c')).toEqual(['a', 'b', 'c']);
    expect(await plugins.deactivate('a')).toEqual(['c', 'b', 'a']);
    expect(told).toEqual(['+a', '+b', '+c', '-c', '-b', '-a']);
    expect(await plugins.activate()).toEqual(['a', 'b', 'c', 'alone']);
    expect(await plugins.activate()).toEqual([]);
  });

  it('stay inactive all together when one of them fails', async () => {
    const onActivate = () => {
      throw new Error('no disk');
    };
    const plugins = system(plugin('a'), plugin('b', ['a'], { onActivate }));
    await expect(plugins.activate('b')).rejects.toThrow('b 1.0.0 could not be activated: no disk');
    expect(names(plugins)).toEqual([]);
    expect(told).toEqual(['+a', '-a']);
  });

  it('are all gone even when one of them fails to go', async () => {
    const onDeactivate = () => {
      throw new Error('stuck');
    };
    const plugins = system(plugin('a'), plugin('b', ['a'], { onDeactivate }));
    await plugins.activate();
    await expect(plugins.deactivate()).rejects.toThrow('stuck');
    expect(names(plugins)).toEqual([]);
    expect(told).toEqual(['+a', '+b', '-a']);
  });

  it('hand their state on when they are reloaded, and go on when the new one fails', async () => {
    let count = 0;
    const counting = (version: string, more: Partial<TonyPlugin> = {}) =>
      plugin('counter', [], {
        version,
        getState: () => count,
        setState: (state) => {
          count = Number(state) + 100;
        },
        ...more,
      });
    const plugins = system(counting('1.0.0'), plugin('top', ['counter']));
    await plugins.activate();
    await plugins.reload(counting('1.1.0'));
    expect(count).toBe(100);
    expect(told).toEqual(['+counter', '+top', '-top', '-counter', '+counter', '+top']);
    const bad = counting('1.2.0', { onActivate: () => Promise.reject(new Error('bad')) });
    await expect(plugins.reload(bad)).rejects.toThrow('bad');
    expect(plugins.list()).toEqual([
      { name: 'counter', version: '1.1.0', isActive: true },
      { name: 'top', version: '1.0.0', isActive: true },
    ]);
    await expect(plugins.reload(counting('2.0.0'))).rejects.toThrow('top needs counter ^1.0.0');
  });

  it('are refused when they are no plugin, need a newer Tony, or are there already', async () => {
    const plugins = system(plugin('a'));
    expect(() => plugins.register(plugin('a'))).toThrow('reload()');
    expect(() => plugins.register(plugin('b', [], { version: 'new' }))).toThrow('1.0.0');
    expect(() => plugins.register(plugin('c', [], { minTonyVersion: '2.9.0' }))).toThrow(
      'needs Tony 2.9.0',
    );
    await expect(plugins.activate('b')).rejects.toMatchObject({ code: 'not_found' });
    await expect(system(plugin('x', ['gone'])).activate()).rejects.toThrow('x needs gone ^1.0.0');
    expect(plugins.isolation).toBe('none');
  });
});
