import { describe, expect, it } from 'vitest';
import { fileReferences } from './file-references.ts';

const read = (text: string, isLabelled = true) =>
  fileReferences(text, isLabelled).files.map(({ path, line }) => `${path}@${line ?? ''}`);

describe('fileReferences', () => {
  it.each([
    ['`src/a.ts:12`', ['src/a.ts@12']],
    ['src/a.ts:12:5', ['src/a.ts@12']],
    ['src/a.ts:10-20', ['src/a.ts@10']],
    ['src/a.ts#L12-L20', ['src/a.ts@12']],
    ['`src/a.ts` (line 12)', ['src/a.ts@12']],
    ['src/a.ts, lines 12-20', ['src/a.ts@12']],
    ['`src/a.ts` L7, `b.ts`', ['src/a.ts@7', 'b.ts@']],
    ['src/a.ts:12, 45', ['src/a.ts@12', 'src/a.ts@45']],
    ['[a.ts](src/a.ts#L3)', ['src/a.ts@3']],
    ['[src/a.ts:3](https://git.example/x)', ['src/a.ts@3']],
    ['./src/a.ts', ['src/a.ts@']],
    ['src\\win\\a.ts:4', ['src/win/a.ts@4']],
    ['apps/web/app/(group)/[id]/page.tsx:9', ['apps/web/app/(group)/[id]/page.tsx@9']],
    ['(src/a.ts:1).', ['src/a.ts@1']],
    ['`Dockerfile`, .env.example', ['Dockerfile@', '.env.example@']],
    ['src/auth/', ['src/auth@']],
    ['`my folder/a.ts:2`', ['my folder/a.ts@2']],
    ['src/a.ts:12 and src/a.ts:12', ['src/a.ts@12']],
  ])('reads %j', (text, expected) => {
    expect(read(text)).toEqual(expected);
  });

  it.each(['`UserService`', '`AuthController.login`', 'login()', 'the API', 'all: 3'])(
    'finds no file behind the label of %j',
    (text) => {
      expect(read(text)).toEqual([]);
    },
  );

  it.each([
    'Node.js',
    'and/or',
    'N/A',
    'e.g. this',
    'https://example.org/a.ts',
    'v1.2.3',
    'TCP/IP',
    'http://x/y.html:3',
  ])('finds no file in the prose %j', (text) => {
    expect(read(text, false)).toEqual([]);
  });

  it('finds files with a folder or a line in prose', () => {
    expect(read('Loads twice (src/a.ts:10-20), see b.ts:3 and Node.js', false)).toEqual([
      'src/a.ts@10',
      'b.ts@3',
    ]);
  });

  it('rejects what leaves the repository and says why', () => {
    expect(fileReferences('../a.ts /etc/b.ts .GIT/hooks/c.sh src/*.ts', true)).toEqual({
      files: [],
      rejected: [
        'path "../a.ts" leaves the repository',
        'path "/etc/b.ts" is not relative to the repository',
        'path ".GIT/hooks/c.sh" is git\'s own',
        'path "src/*.ts" is not the name of one file',
      ],
    });
  });
});
