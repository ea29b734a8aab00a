import { execFileSync } from 'node:child_process';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { layers } from './layers.ts';
import { root } from './support/source-files.ts';

interface Manifest {
  name: string;
  version: string;
  license: string;
  dependencies?: Record<string, string>;
  devDependencies?: Record<string, string>;
}

const read = (path: string) => readFileSync(join(root, path), 'utf8');
const manifests = [
  'package.json',
  ...globSync('{packages,apps}/*/package.json', { cwd: root }),
].map((path) => ({ path, manifest: JSON.parse(read(path)) as Manifest }));
const tracked = execFileSync('git', ['ls-files', '-z'], { cwd: root, encoding: 'utf8' })
  .split('\0')
  .filter((path) => path !== '' && existsSync(join(root, path)));

describe('dependencies', () => {
  const wanted = manifests.flatMap(({ path, manifest }) =>
    Object.entries({ ...manifest.dependencies, ...manifest.devDependencies }).map(
      ([name, range]) => ({ path, name, range }),
    ),
  );

  it('are asked for in one version only, wherever they are used', () => {
    expect(wanted.length).toBeGreaterThan(40);
    const ranges = Map.groupBy(wanted, ({ name }) => name);
    const split = [...ranges].filter(
      ([, uses]) => new Set(uses.map(({ range }) => range)).size > 1,
    );
    expect(
      split.map(([name, uses]) => `${name}: ${uses.map(({ path, range }) => `${path} ${range}`)}`),
    ).toEqual([]);
  });

  it('are installed in one version only, as far as we asked for them', () => {
    const { packages } = JSON.parse(read('package-lock.json')) as {
      packages: Record<string, { version?: string }>;
    };
    const installed = Map.groupBy(wanted, ({ name }) => name);
    const split = [...installed].filter(([name, uses]) => {
      const versions = uses.map(({ path }) => {
        const own = `${dirname(path)}/node_modules/${name}`;
        return (packages[own] ?? packages[`node_modules/${name}`])?.version;
      });
      return new Set(versions).size > 1;
    });
    expect(split.map(([name]) => name)).toEqual([]);
  });

  it('among ourselves are the version that is here', () => {
    const versions = new Map(manifests.map(({ manifest }) => [manifest.name, manifest.version]));
    const wrong = wanted.filter(
      ({ name, range }) => versions.has(name) && versions.get(name) !== range,
    );
    expect(wrong).toEqual([]);
  });

  it('belong to packages that are all in the order of packages', () => {
    const names = manifests
      .map(({ manifest }) => manifest.name)
      .filter((name) => name !== 'mosaic-stack');
    expect(names.toSorted()).toEqual(layers.map(({ name }) => name).toSorted());
  });
});

describe('what is published', () => {
  it('was looked at', () => {
    expect(tracked.length).toBeGreaterThan(300);
    expect(tracked).toEqual(expect.arrayContaining(['package-lock.json', '.npmrc']));
  });

  it('says nothing of where it was built: no registry, no address inside a network, no home', () => {
    const traces = [
      /"resolved": "(?!\.\.?\/|packages\/|apps\/)/,
      /^\s*(@[a-z-]+:)?registry\s*=/m,
      /_authToken|_password|\/\/[^\s/]+\/:_/,
    ];
    for (const path of ['package-lock.json', '.npmrc']) {
      for (const trace of traces)
        expect(`${path} ${trace.exec(read(path))?.[0] ?? ''}`).toBe(`${path} `);
    }
  });

  it('names no path of the machine it was written on', () => {
    const text = tracked.filter((path) => !/\.(png|ico|woff2?|gif|jpg|gz|zip)$/.test(path));
    expect(text.filter((path) => read(path).includes(`${root}/`))).toEqual([]);
  });

  it('holds nothing that is built, installed or private', () => {
    const odd = tracked.filter((path) =>
      /(^|\/)(node_modules|dist|coverage|\.mosaic)\/|(^|\/)\.env($|\.)|\.(log|tsbuildinfo|sqlite)$|owner-token$/.test(
        path,
      ),
    );
    expect(odd.filter((path) => !path.includes('/fixtures/'))).toEqual([]);
  });

  it('is under one licence', () => {
    for (const { path, manifest } of manifests)
      expect(`${path} ${manifest.license}`).toBe(`${path} MIT`);
  });
});
