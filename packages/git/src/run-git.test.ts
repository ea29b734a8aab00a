import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { temporaryDirectory, userRepository } from '../test/fixture.ts';
import { requireGit, runGit } from './index.ts';

it('finds a git that is new enough', async () => {
  expect(await requireGit()).toMatch(/^\d+\.\d+/);
});

it('inherits no environment and no configuration but ours', async () => {
  process.env.GIT_DIR = '/nowhere';
  process.env.GIT_CONFIG_PARAMETERS = "'user.name=intruder'";
  try {
    const { path } = userRepository(join(temporaryDirectory(), 'user'));
    const { stdout } = await runGit(['config', '--list', '--show-scope'], { cwd: path });
    expect(stdout).not.toContain('intruder');
    expect(stdout).not.toMatch(/^(?:global|system)\t/m);
    expect(stdout).toContain('core.hookspath=/dev/null');
  } finally {
    delete process.env.GIT_DIR;
    delete process.env.GIT_CONFIG_PARAMETERS;
  }
});

it('ends a command that takes too long or prints too much', async () => {
  const cwd = temporaryDirectory();
  // An alias is the simplest way to make git hang.
  const config = [['alias.hang', '!sleep 30']] as const;
  await expect(runGit(['hang'], { cwd, config, timeoutMs: 100 })).rejects.toMatchObject({
    code: 'unavailable',
  });
  writeFileSync(join(cwd, 'large'), 'x'.repeat(10_000));
  const big = [['alias.big', `!cat ${join(cwd, 'large')}`]] as const;
  await expect(runGit(['big'], { cwd, config: big, maxOutput: 100 })).rejects.toMatchObject({
    code: 'too_large',
  });
});

it('says what git said when a command fails, without control characters', async () => {
  const error: Error = await runGit(['no-such\u001b[31m-command'], {
    cwd: temporaryDirectory(),
  }).catch((reason) => reason);
  expect(error.message).toContain('is not a git command');
  // biome-ignore lint/suspicious/noControlCharactersInRegex: none may be left.
  expect(error.message.replace(/^git no-such\S*/, '')).not.toMatch(/[\u0000-\u0009]/);
});

it('reaches no transport', async () => {
  const { path } = userRepository(join(temporaryDirectory(), 'user'));
  for (const url of [path, `file://${path}`, 'ext::sh -c true', 'ssh://localhost/x']) {
    await expect(runGit(['ls-remote', url], { cwd: path })).rejects.toThrow(/not allowed/);
  }
});
