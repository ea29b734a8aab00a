import fc from 'fast-check';
import { expect, it } from 'vitest';
import { checkChanges } from './check-changes.ts';

const name = fc.stringMatching(/^[a-z]{1,8}(\.[a-z]{1,3})?$/);
const path = fc.array(name, { minLength: 1, maxLength: 4 }).map((parts) => parts.join('/'));
const file = (at: string, newKind = 'file') => ({ path: at, newKind });
const code = (paths: string[], scope: string[]) =>
  checkChanges(
    paths.map((each) => file(each)),
    scope,
  )?.code ?? null;

it('lets through exactly what is inside the scope', () => {
  fc.assert(
    fc.property(fc.uniqueArray(path, { minLength: 2 }), ([outside = '', ...inside]) => {
      expect(code(inside, inside)).toBe(inside.length === 0 ? 'empty_change' : null);
      expect(code([...inside, outside], inside)).toBe(inside.length === 0 ? null : 'out_of_scope');
    }),
  );
});

it('never lets anything protected through, whatever the scope', () => {
  const protectedPath = fc.oneof(
    fc.constantFrom('docs/tasks.md', 'docs/orchestrator-learnings.json', 'docs/deferred-errors.md'),
    path.map((each) => `docs/tasks/${each}`),
    path.map((each) => `${each}/.gitmodules`),
    path.map((each) => `.mosaic/${each}`),
  );
  fc.assert(
    fc.property(protectedPath, fc.array(path), (guarded, others) => {
      expect(code([...others, guarded], ['**', guarded])).toBe('protected_path');
    }),
  );
});

it('holds hidden files like any other', () => {
  expect(code(['.editorconfig', '.github/workflows/ci.yml', 'a/.b/.c'], ['**'])).toBeNull();
  expect(code(['test/.fixtures/a.ts', 'test/.env'], ['test/**'])).toBeNull();
  expect(code(['src/.a.test.ts'], ['src/*.test.*'])).toBeNull();
  expect(code(['.github/a.yml'], ['github/**', 'src/**', '*.yml'])).toBe('out_of_scope');
  for (const path of ['.mosaic/.x/y', 'docs/tasks/.a.md', 'a/.b/.gitmodules']) {
    expect(code([path], ['**']), path).toBe('protected_path');
  }
});

it('knows protected files in any capitals: some file systems take them for the same', () => {
  for (const path of ['Docs/TASKS.md', 'docs/Tasks/a.md', '.Mosaic/a', 'a/.GitModules']) {
    expect(code([path], ['**']), path).toBe('protected_path');
  }
});

it('refuses links and submodules inside the scope', () => {
  for (const kind of ['symlink', 'submodule']) {
    expect(checkChanges([file('a.ts', kind)], ['a.ts'])?.code).toBe('out_of_scope');
  }
});

it('refuses a commit of more files than anybody can review', () => {
  const many = Array.from({ length: 2_001 }, (_, at) => `src/${at}.ts`);
  expect(code(many, [])).toBe('out_of_scope');
  expect(code(many.slice(1), [])).toBeNull();
});
