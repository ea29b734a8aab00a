import { matchesGlob } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { globsOverlap, isGlob, normalPath } from './glob-overlap.ts';

describe('globsOverlap', () => {
  it.each([
    ['src/a.ts', 'src/a.ts'],
    ['src/**', 'src/deep/a.ts'],
    ['src/**/*.ts', 'src/a.ts'],
    ['src/*.ts', 'src/a*.ts'],
    ['**/*.test.ts', 'src/**'],
    ['src/{a,b}/*.ts', 'src/b/index.ts'],
    ['src/{a/x,b}.ts', 'src/a/x.ts'],
    ['a*c', '*b*'],
    ['app/[id]/*.tsx', 'app/[id]/page.tsx'],
    ['src/?.ts', 'src/a.ts'],
  ])('%s and %s may mean the same file', (first, second) => {
    expect(globsOverlap(first, second)).toBe(true);
    expect(globsOverlap(second, first)).toBe(true);
  });

  it.each([
    ['src/a.ts', 'src/b.ts'],
    ['src/*.ts', 'src/deep/a.ts'],
    ['src/**', 'test/**'],
    ['**/*.ts', '**/*.md'],
    ['src/{a,b}.ts', 'src/c.ts'],
    ['a*c', 'b*c'],
    ['app/[id]/page.tsx', 'app/[slug]/page.tsx'],
    ['src/?.ts', 'src/ab.ts'],
  ])('%s and %s never do', (first, second) => {
    expect(globsOverlap(first, second)).toBe(false);
    expect(globsOverlap(second, first)).toBe(false);
  });

  it('never says no where both match a path', () => {
    const piece = fc.constantFrom('a', 'b', 'ab', '*', 'a*', '?b', '**', '{a,b}', '*.b');
    const glob = fc.array(piece, { minLength: 1, maxLength: 4 }).map((it) => it.join('/'));
    const segment = fc.constantFrom('a', 'b', 'ab', 'bb', 'a.b');
    const path = fc.array(segment, { minLength: 1, maxLength: 4 }).map((it) => it.join('/'));
    fc.assert(
      fc.property(glob, glob, path, (first, second, file) => {
        if (!matchesGlob(file, first)) return;
        expect(globsOverlap(first, file)).toBe(true);
        if (matchesGlob(file, second)) expect(globsOverlap(first, second)).toBe(true);
      }),
      { numRuns: 2_000 },
    );
  });

  it('takes a folder for all that is in it', () => {
    expect(isGlob('src/')).toBe(true);
    expect(normalPath('./src//deep/')).toBe('src/deep/**');
  });

  it('stays quick with more alternatives than anyone writes', () => {
    const glob = `src/${'{a,b,c,d}'.repeat(12)}/*.ts`;
    expect(globsOverlap(glob, 'src/x.ts')).toBe(true);
  });
});
