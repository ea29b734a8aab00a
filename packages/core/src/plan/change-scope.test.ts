import { matchesGlob } from 'node:path';
import type { Finding } from '@mosaic/contract';
import { describe, expect, it } from 'vitest';
import { changeScope } from './change-scope.ts';
import { componentOf } from './component-of.ts';

const finding = (id: string, paths: string[], rule: string | null = null): Finding => ({
  id,
  severity: 'low',
  title: 't',
  body: '',
  files: paths.map((path) => ({ path, line: null })),
  source: '',
  rule,
  check: null,
});
const allows = (globs: string[], path: string) => globs.some((glob) => matchesGlob(path, glob));

describe('changeScope', () => {
  it('allows the files and the tests beside them, nothing else', () => {
    const globs = changeScope(finding('SEC-1', ['apps/api/src/a.b.ts']), 'GUARD_ADD');
    for (const path of ['a.b.ts', 'a.b.test.ts', 'a.b.spec.tsx', '__tests__/a.b.ts']) {
      expect(allows(globs, `apps/api/src/${path}`)).toBe(true);
    }
    const closed = [
      'apps/api/src/c.ts',
      'apps/api/src/a.b.ts/x',
      'package.json',
      'apps/api/a.b.ts',
    ];
    for (const path of closed) expect(allows(globs, path)).toBe(false);
  });

  it('takes special characters of a path literally', () => {
    const paths = ['app/(g)/[id]/page.tsx', 'x/{a,b}.ts', 'y/*.ts'];
    const globs = changeScope(finding('SEC-1', paths), 'GUARD_ADD');
    expect(allows(globs, 'app/(g)/[id]/page.tsx')).toBe(true);
    expect(allows(globs, 'app/(g)/[id]/page.test.tsx')).toBe(true);
    expect(allows(globs, 'app/(g)/i/page.tsx')).toBe(false);
    expect(allows(globs, 'x/a.ts')).toBe(false);
    expect(allows(globs, 'y/z.ts')).toBe(false);
  });

  it.each([
    finding('DEP-1', ['apps/api/src/a.ts']),
    finding('SEC-1', ['apps/api/package.json']),
    finding('SEC-1', ['apps/api/src/a.ts'], 'audit/vulnerable-dependency'),
  ])('opens manifests and locks for a finding about dependencies %#', (each) => {
    const globs = changeScope(each, 'SECURITY_FIX');
    expect(allows(globs, 'package-lock.json')).toBe(true);
    expect(allows(globs, 'apps/api/package.json')).toBe(true);
    expect(allows(globs, 'apps/web/package.json')).toBe(false);
  });

  it('opens the test folders for new tests', () => {
    const globs = changeScope(finding('TEST-1', ['packages/core/src/a.ts']), 'TEST_ADD');
    expect(allows(globs, 'packages/core/test/a/b.test.ts')).toBe(true);
    expect(allows(globs, 'packages/core/src/other.test.ts')).toBe(true);
    expect(allows(globs, 'packages/core/src/other.ts')).toBe(false);
  });

  it('cannot narrow down a finding without files', () => {
    expect(changeScope(finding('SEC-1', []), 'GUARD_ADD')).toEqual(['**']);
  });
});

describe('componentOf', () => {
  it.each([
    ['SEC-1', ['apps/api/src/a.ts'], 'api'],
    ['SEC-1', ['packages/core/x.ts', 'apps/web/a.ts'], 'core'],
    ['SEC-1', ['src/a.ts'], 'root'],
    ['SEC-1', ['apps/README.md'], 'root'],
    ['SEC-API-1', [], 'api'],
    ['SEC-1', [], 'root'],
  ])('%s with %j belongs to %s', (id, paths, component) => {
    expect(componentOf(finding(id, paths))).toBe(component);
  });
});
