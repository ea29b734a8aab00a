import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from './temporary.ts';

const scripts = fileURLToPath(new URL('../../../scripts', import.meta.url));

/** Calls one function of a script in a process of its own; its last line is the answer. */
function call(script: string, code: string, env: Record<string, string> = {}) {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ['--input-type=module', '-e', `import * as script from '${join(scripts, script)}';\n${code}`],
    { encoding: 'utf8', env: { PATH: process.env.PATH, ...env } },
  );
  return { status, stdout: stdout.trim(), stderr };
}

/** A clone with one dependency, and an npm that does what a registry would allow. */
function cloneWithNpm(npm: string) {
  const root = temporaryFolder();
  const bin = join(root, 'bin');
  mkdirSync(bin);
  const entry = { version: '1.0.0', integrity: 'sha512-x' };
  const lock = {
    lockfileVersion: 3,
    packages: { '': {}, 'node_modules/a': entry, 'node_modules/b': { ...entry, optional: true } },
  };
  writeFileSync(join(root, 'package-lock.json'), JSON.stringify(lock));
  const hidden = JSON.stringify({ packages: { 'node_modules/a': entry } });
  writeFileSync(
    join(bin, 'npm'),
    `#!/bin/sh\necho "$1" >> calls\ninstalled() { mkdir -p node_modules; echo '${hidden}' > node_modules/.package-lock.json; }\n${npm}\n`,
  );
  chmodSync(join(bin, 'npm'), 0o755);
  const install = () =>
    call(
      'bootstrap/install.mjs',
      `console.log(script.install('${root}', { env: process.env, say: (text) => console.error(text) }));`,
      { PATH: `${bin}:${process.env.PATH}` },
    );
  const calls = () =>
    existsSync(join(root, 'calls')) ? readFileSync(join(root, 'calls'), 'utf8').split('\n') : [];
  return { root, install, calls };
}

describe('the installation', () => {
  it('happens once, and again when the lockfile changed', () => {
    const { root, install, calls } = cloneWithNpm('installed');
    expect(install()).toMatchObject({ status: 0, stdout: 'installed' });
    expect(install()).toMatchObject({ status: 0, stdout: 'unchanged' });
    expect(calls()).toEqual(['ci', '']);
    const changed = readFileSync(join(root, 'package-lock.json'), 'utf8').replaceAll(
      '1.0.0',
      '1.0.1',
    );
    writeFileSync(join(root, 'package-lock.json'), changed);
    expect(install()).toMatchObject({ stdout: 'installed' });
  });

  it('leaves alone what somebody installed by hand', () => {
    const { root, install, calls } = cloneWithNpm('exit 9');
    execFileSync('sh', ['-c', 'sed s/exit.9/installed/ bin/npm > i && sh i ci && : > calls'], {
      cwd: root,
    });
    expect(install()).toMatchObject({ status: 0, stdout: 'unchanged' });
    expect(calls()).toEqual(['']);
  });

  it('takes npm install where npm refuses the lockfile, and keeps the lockfile', () => {
    const { install, calls } = cloneWithNpm(
      'if [ "$1" = ci ]; then echo "npm error code EUSAGE" >&2; exit 1; fi\ncase "$*" in *--no-save*) installed;; esac',
    );
    expect(install()).toMatchObject({ status: 0, stdout: 'installed' });
    expect(calls()).toEqual(['ci', 'install', '']);
  });

  it('fails with what npm said, writes nothing to standard output and tries again next time', () => {
    const { install, calls } = cloneWithNpm('echo network is away; exit 1');
    const failed = install();
    expect(failed.status).not.toBe(0);
    expect(failed.stdout).toBe('');
    expect(failed.stderr).toContain('network is away');
    expect(failed.stderr).toContain('npm ci ended with 1');
    install();
    expect(calls()).toEqual(['ci', 'ci', '']);
  });
});

describe('the pinned Node', () => {
  const find = (root: string) =>
    call('bootstrap/pinned-node.mjs', `console.log(script.pinnedNode('${root}', console.error));`);

  it('is the installed one, else the one at hand if it is new enough', () => {
    const root = temporaryFolder();
    const without = find(root);
    expect(without.stdout).toBe(process.execPath);
    expect(without.stderr).toContain('was not installed');
    mkdirSync(join(root, 'node_modules/.bin'), { recursive: true });
    writeFileSync(join(root, 'node_modules/.bin/node'), '');
    expect(find(root).stdout).toBe(join(root, 'node_modules/.bin/node'));
  });
});

describe('the dashboard', () => {
  function site(vite: string) {
    const root = temporaryFolder();
    mkdirSync(join(root, 'node_modules/vite/bin'), { recursive: true });
    mkdirSync(join(root, 'apps/web/src'), { recursive: true });
    writeFileSync(join(root, 'apps/web/src/main.tsx'), '1');
    writeFileSync(join(root, 'node_modules/vite/bin/vite.js'), vite);
    const build = () =>
      call(
        'bootstrap/web-build.mjs',
        `console.log(script.buildWeb('${root}', { node: process.execPath, env: process.env, say: console.error }));`,
      );
    return { root, build };
  }

  it('is built once, and again when its sources changed', () => {
    const { root, build } = site(
      "const fs = require('node:fs'); fs.mkdirSync('apps/web/dist', { recursive: true }); fs.writeFileSync('apps/web/dist/index.html', ''); console.log('said');",
    );
    expect(build()).toMatchObject({ stdout: 'built', stderr: expect.stringContaining('said') });
    expect(build().stdout).toBe('unchanged');
    writeFileSync(join(root, 'apps/web/src/main.tsx'), '2');
    expect(build().stdout).toBe('built');
  });

  it('that cannot be built is a warning, tried again next time', () => {
    const { build } = site('process.exit(1)');
    expect(build()).toMatchObject({ status: 0, stdout: 'failed' });
    expect(build().stderr).toContain('could not be built');
  });
});

describe('the gates', () => {
  const result = (facts: object) =>
    JSON.parse(
      call(
        'gates/gate.mjs',
        `console.log(JSON.stringify(script.gateResult(${JSON.stringify(facts)})));`,
      ).stdout,
    );

  it('fail when they looked at nothing, however green', () => {
    expect(result({ code: 0, count: 0, unit: 'files', output: '' })).toMatchObject({
      passed: false,
    });
    expect(result({ code: 0, count: 3, unit: 'files', output: '' })).toMatchObject({
      passed: true,
    });
    expect(result({ code: 1, count: 3, unit: 'files', output: 'no' })).toMatchObject({
      passed: false,
    });
  });
});
