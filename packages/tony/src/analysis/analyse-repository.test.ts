import { mkdirSync, readdirSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { RepositoryAnalysis } from '@mosaic/contract';
import { expect, it } from 'vitest';
import { analyseRepository } from './analyse-repository.ts';
import { analysisLimits } from './analysis-limits.ts';
import { commitFiles, git, makeRepository, temporaryDirectory } from './test/make-repository.ts';
import { expressShop, fastifyBooking, honoLinks } from './test/sample-repositories.ts';

const said = (routes: RepositoryAnalysis['routes']) =>
  routes.map(({ method, path, file }) => `${method} ${path} ${file}`);

it('tells what an Express repository is made of', async () => {
  const directory = makeRepository('shop', expressShop);
  commitFiles(
    directory,
    { 'src/store.js': `${expressShop['src/store.js']}// more\n` },
    { author: 'Bo <bo@example.org>' },
  );
  const analysis = await analyseRepository({ directory });
  expect(RepositoryAnalysis.parse(analysis)).toEqual(analysis);
  expect(analysis).toMatchObject({
    commit: git(directory, 'rev-parse', 'HEAD'),
    name: 'shop-api',
    packages: [{ name: 'shop-api', path: '.', manager: 'npm', version: '1.2.0' }],
    tests: { framework: 'mocha', command: 'npm test', files: ['test/orders.test.js'] },
    ci: [{ system: 'GitHub Actions', path: '.github/workflows/ci.yml' }],
    documents: ['README.md'],
    cycles: [],
    notes: [],
  });
  expect(analysis.languages[0]).toMatchObject({ name: 'JavaScript', files: 6 });
  expect(analysis.frameworks.map(({ name, kind }) => `${name} ${kind}`)).toEqual([
    'express http',
    'knex data',
    'mocha test',
  ]);
  expect(said(analysis.routes)).toEqual([
    'GET /api/customers src/routes/customers.js',
    'GET /api/orders src/routes/orders.js',
    'POST /api/orders src/routes/orders.js',
    'GET /api/orders/:id src/routes/orders.js',
    'GET /health src/app.js',
  ]);
  expect(analysis.tests.untested).toEqual([
    'src/routes/customers.js',
    'src/server.js',
    'src/store.js',
  ]);
  expect(analysis.entryPoints[0]).toEqual({ path: 'src/server.js', kind: 'server' });
  expect(analysis.hotSpots).toEqual([{ path: 'src/store.js', changes: 2, lines: 2, authors: 2 }]);
  expect(analysis.imports).toContainEqual({ from: 'src/app.js', to: 'src/routes/orders.js' });
});

it('follows prefixes of Fastify plugins and chains of Hono', async () => {
  const booking = await analyseRepository({ directory: makeRepository('b', fastifyBooking) });
  expect(said(booking.routes)).toEqual([
    'DELETE /guests/:id src/plugins/guests.ts',
    'GET /guests/:id src/plugins/guests.ts',
    'GET /rooms src/plugins/rooms.ts',
    'PUT /rooms/:id src/plugins/rooms.ts',
  ]);
  expect(booking).toMatchObject({
    tests: { framework: 'vitest', command: 'pnpm test' },
    ci: [{ system: 'GitLab CI' }],
    packages: [{ manager: 'pnpm' }],
  });
  expect(booking.tests.untested).toContain('src/plugins/rooms.ts');
  expect(booking.tests.untested).not.toContain('src/plugins/guests.ts');
  const links = await analyseRepository({ directory: makeRepository('l', honoLinks) });
  expect(said(links.routes)).toEqual([
    'GET /links links/links.ts',
    'POST /links links/links.ts',
    'GET /links/:code links/links.ts',
  ]);
  expect(links).toMatchObject({
    tests: { framework: 'node:test', command: 'npm test' },
    ci: [{ system: 'Woodpecker' }],
  });
});

it('reads other ecosystems', async () => {
  const directory = makeRepository('mixed', {
    'pyproject.toml': '[project]\nname = "mills"\ndependencies = [\n  "FastAPI>=0.100",\n]\n',
    'mills/__init__.py': '',
    'mills/api.py':
      'from fastapi import APIRouter\nfrom .store import find\nrouter = APIRouter(prefix="/mills")\n\n@router.get("/{id}")\ndef show(id):\n    return find(id)\n',
    'mills/store.py': 'from mills import api\n\ndef find(id):\n    return id\n',
    'tests/test_api.py': 'from mills import api\n\ndef test_show():\n    assert api.show(1) == 1\n',
    'go/go.mod': 'module example.org/wind\n\ngo 1.22\n\nrequire github.com/gin-gonic/gin v1.10.0\n',
    'go/main.go': 'package main\n\nfunc main() { r.GET("/wind", show) }\n',
    'java/pom.xml':
      '<project><artifactId>grain</artifactId><version>1</version><dependencies><dependency><artifactId>spring-boot-starter-web</artifactId></dependency></dependencies></project>',
    'java/src/main/java/Grain.java':
      '@RequestMapping("/grain")\nclass Grain {\n  @GetMapping("/{id}")\n  String show() { return ""; }\n}\n',
    'rust/Cargo.toml': '[package]\nname = "flour"\n\n[dependencies]\naxum = "0.8"\n',
    'ruby/Gemfile': 'gem "rails", "~> 8"\n',
    'php/composer.json': '{"name":"a/b","require":{"laravel/framework":"^12"}}',
    Jenkinsfile: 'pipeline {}\n',
  });
  const analysis = await analyseRepository({ directory });
  expect(analysis.packages.map(({ name, manager }) => `${name} ${manager}`).sort()).toEqual([
    'a/b composer',
    'example.org/wind go',
    'flour cargo',
    'grain maven',
    'mills pip',
    'ruby bundler',
  ]);
  expect(analysis.frameworks.map(({ name }) => name).sort()).toEqual(
    ['axum', 'fastapi', 'gin', 'laravel', 'rails', 'spring'].sort(),
  );
  expect(said(analysis.routes)).toEqual([
    'GET /grain/{id} java/src/main/java/Grain.java',
    'GET /mills/{id} mills/api.py',
    'GET /wind go/main.go',
  ]);
  expect(analysis.cycles).toEqual([['mills/api.py', 'mills/store.py', 'mills/api.py']]);
  expect(analysis.tests).toMatchObject({ framework: 'pytest', command: 'pytest' });
  expect(analysis.tests.untested).not.toContain('mills/api.py');
});

it('leaves out what is not the repository’s own, and says so', async () => {
  const directory = makeRepository('odd', {
    'a.js': 'export const a = () => 1;\n',
    'node_modules/x/index.js': 'export {};\n',
    'dist/a.js': 'export {};\n',
    'made.ts': '// Code generated by a tool. DO NOT EDIT.\nexport const x = () => 1;\n',
    'huge.js': `// ${'x'.repeat(analysisLimits.textBytesMax)}\n`,
    'picture.ts': 'a\u0000b',
    'tab\tname.js': 'export {};\n',
    'spaced name [1].js': "import { a } from './a.js';\n",
    'package.json': '{ not json',
  });
  symlinkSync('/etc/passwd', join(directory, 'link.js'));
  commitFiles(directory, {});
  const analysis = await analyseRepository({ directory });
  expect(analysis.imports).toEqual([{ from: 'spaced name [1].js', to: 'a.js' }]);
  expect(analysis.languages).toEqual([{ name: 'JavaScript', files: 2, lines: 2 }]);
  const notes = analysis.notes.join('\n');
  for (const why of [
    'vendored',
    'generated): made.ts',
    'generated): dist/a.js',
    'very large): huge.js',
    'binary): picture.ts',
    'oddly named): tab?name.js',
    'symbolic links, which are not followed): link.js',
  ]) {
    expect(notes).toContain(why);
  }
});

it('takes the default branch, not the one that is checked out, unless told otherwise', async () => {
  const directory = makeRepository('branches', { 'a.js': 'export const a = () => 1;\n' });
  git(directory, 'checkout', '--quiet', '-b', 'topic');
  commitFiles(directory, { 'b.js': 'export const b = () => 1;\n' });
  expect((await analyseRepository({ directory })).files).toBe(1);
  expect((await analyseRepository({ directory, commit: 'topic' })).files).toBe(2);
  await expect(analyseRepository({ directory, commit: '--all' })).rejects.toMatchObject({
    code: 'not_found',
  });
});

it('works on shallow and bare clones', async () => {
  const user = makeRepository('shop', expressShop);
  commitFiles(user, { 'src/store.js': 'module.exports = {};\n' });
  const home = temporaryDirectory();
  git(home, 'clone', '--quiet', '--depth=1', `file://${user}`, 'shallow');
  git(home, 'clone', '--quiet', '--bare', user, 'shop.git');
  const shallow = await analyseRepository({ directory: join(home, 'shallow') });
  expect(shallow.notes.join()).toContain('shallow');
  expect(shallow.hotSpots).toEqual([]);
  const bare = await analyseRepository({ directory: join(home, 'shop.git') });
  expect(bare.routes).toEqual(shallow.routes);
  expect(bare.hotSpots.map(({ path }) => path)).toEqual(['src/store.js']);
});

it('explains what can not be analysed', async () => {
  const home = temporaryDirectory();
  const empty = join(home, 'empty');
  mkdirSync(empty);
  await expect(analyseRepository({ directory: empty })).rejects.toMatchObject({
    code: 'not_found',
  });
  git(empty, 'init', '--quiet');
  await expect(analyseRepository({ directory: empty })).rejects.toMatchObject({
    code: 'precondition_failed',
    message: expect.stringContaining('no commit yet'),
  });
  await expect(
    analyseRepository({ directory: empty, signal: AbortSignal.abort(new Error('enough')) }),
  ).rejects.toThrow('enough');
});

it('runs nothing of the repository, changes nothing in it, and ends when its time is over', async () => {
  const directory = makeRepository('quiet', expressShop);
  const canary = join(directory, '..', 'canary');
  writeFileSync(join(directory, '.gitattributes'), '* diff=x filter=x\n');
  for (const key of ['core.fsmonitor', 'diff.x.textconv', 'diff.x.command', 'filter.x.smudge']) {
    git(directory, 'config', key, `touch ${canary}; cat`);
  }
  const before = statSync(join(directory, '.git')).mtimeMs;
  let now = 0;
  const clock = () => {
    now += analysisLimits.timeMs + 1;
    return now;
  };
  const analysis = await analyseRepository({ directory, clock });
  expect(analysis.notes.join()).toContain('Time ran out');
  expect(analysis.files).toBeGreaterThan(5);
  await analyseRepository({ directory });
  expect(readdirSync(join(directory, '..'))).toEqual(['quiet']);
  expect(statSync(join(directory, '.git')).mtimeMs).toBe(before);
});
