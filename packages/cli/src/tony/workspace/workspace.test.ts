import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  realpathSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder, temporaryRepository } from '../../../test/temporary.ts';
import { locateWorkspace } from './workspace.ts';
import { writeFiles } from './write-files.ts';

describe('the workspace', () => {
  it('is in the usual folder of the repository around here, or where it is said to be', () => {
    const repository = realpathSync(temporaryRepository());
    const cwd = join(repository, 'src');
    mkdirSync(cwd);
    const usual = locateWorkspace({ env: {}, cwd });
    expect(usual).toMatchObject({
      root: join(repository, 'docs/task-management/planning'),
      base: repository,
      repository,
    });
    const env = { TONY_PLANNING_WORKSPACE: 'plans' };
    expect(locateWorkspace({ env, cwd })).toMatchObject({
      root: join(cwd, 'plans'),
      base: repository,
      name: 'plans',
    });
    const elsewhere = temporaryFolder();
    const away = { TONY_PLANNING_WORKSPACE: elsewhere };
    expect(locateWorkspace({ env: away, cwd })).toMatchObject({ root: elsewhere, base: elsewhere });
    const bare = temporaryFolder();
    expect(locateWorkspace({ env: {}, cwd: bare })).toMatchObject({
      root: join(bare, 'docs/task-management/planning'),
      repository: null,
    });
  });
});

describe('files of a phase', () => {
  const workspaceIn = (cwd: string) => locateWorkspace({ env: {}, cwd });

  it('appear whole, replace what was there, and leave no drafts', () => {
    const cwd = temporaryFolder();
    const workspace = workspaceIn(cwd);
    writeFiles(workspace, [{ path: 'phase-1/a.json', text: '1' }]);
    writeFiles(workspace, [
      { path: 'phase-1/a.json', text: '2' },
      { path: 'b.md', text: '3' },
    ]);
    expect(readFileSync(join(workspace.root, 'phase-1/a.json'), 'utf8')).toBe('2');
    expect(readdirSync(join(workspace.root, 'phase-1'))).toEqual(['a.json']);
  });

  it.each([
    '../out.md',
    'a/../../out.md',
    '/etc/out.md',
    'a//b.md',
    './a.md',
    '',
    'a\\b.md',
    'a\u0000b.md',
    'a\nb.md',
  ])('are never written elsewhere: %j refuses all of them', (path) => {
    const cwd = temporaryFolder();
    const workspace = workspaceIn(cwd);
    const files = [
      { path: 'good.md', text: 'x' },
      { path, text: 'x' },
    ];
    expect(() => writeFiles(workspace, files)).toThrow('nothing was written');
    expect(existsSync(workspace.root)).toBe(false);
    expect(readdirSync(cwd)).toEqual([]);
  });

  it('do not follow links, wherever on the way they are', () => {
    const outside = temporaryFolder();
    writeFileSync(join(outside, 'kept.md'), 'kept');
    const write = (cwd: string) =>
      writeFiles(workspaceIn(cwd), [{ path: 'phase-1/kept.md', text: 'lost' }]);
    const above = temporaryFolder();
    symlinkSync(outside, join(above, 'docs'));
    expect(() => write(above)).toThrow('docs is a symbolic link');
    const inside = temporaryFolder();
    mkdirSync(join(inside, 'docs/task-management/planning'), { recursive: true });
    symlinkSync(outside, join(inside, 'docs/task-management/planning/phase-1'));
    expect(() => write(inside)).toThrow('phase-1 is a symbolic link');
    const last = temporaryFolder();
    mkdirSync(join(last, 'docs/task-management/planning/phase-1'), { recursive: true });
    const target = join(outside, 'kept.md');
    symlinkSync(target, join(last, 'docs/task-management/planning/phase-1/kept.md'));
    expect(() => write(last)).toThrow('kept.md is a symbolic link');
    expect(readdirSync(outside)).toEqual(['kept.md']);
    expect(readFileSync(target, 'utf8')).toBe('kept');
  });
});
