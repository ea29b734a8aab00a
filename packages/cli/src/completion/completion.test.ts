import { execFileSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { mosaic } from '../../test/capture-io.ts';

async function script(shell: string): Promise<string> {
  const { code, stdout } = await mosaic(['completion', shell]);
  expect(code).toBe(0);
  return stdout;
}

/** What bash offers after these words. */
function complete(bash: string, words: readonly string[]): string[] {
  const call = [
    bash,
    'compopt() { :; }',
    `COMP_WORDS=(${words.map((word) => `'${word}'`).join(' ')})`,
    `COMP_CWORD=${words.length - 1}`,
    '_mosaic',
    // biome-ignore lint/suspicious/noTemplateCurlyInString: it is shell.
    'echo "${COMPREPLY[@]}"',
  ].join('\n');
  const said = execFileSync('bash', ['-c', call], { encoding: 'utf8' }).trim();
  return said === '' ? [] : said.split(' ');
}

it('completes words and flags in bash', async () => {
  const bash = await script('bash');
  expect(complete(bash, ['mosaic', 'mis'])).toEqual(['mission']);
  expect(complete(bash, ['mosaic', 'mission', 'st'])).toEqual(['start', 'status', 'stop']);
  expect(complete(bash, ['mosaic', '--json', 'task', 'show', '--js'])).toEqual(['--json']);
  expect(complete(bash, ['mosaic', 'mission', 'start', 'shop', '--max'])).toEqual([
    '--max-workers',
  ]);
  expect(complete(bash, ['mosaic', 'nothing', 'x'])).toEqual([]);
});

it('names every command in the scripts for zsh and fish', async () => {
  const [zsh, fish] = await Promise.all([script('zsh'), script('fish')]);
  for (const path of ['task show', 'mission start', 'completion', 'config explain']) {
    expect(zsh).toContain(`'${path}'`);
    expect(fish).toContain(`'${path}'`);
  }
  expect(zsh).toMatch(/^#compdef mosaic\n/);
  expect(fish).toContain('complete -c mosaic -f -n \'__mosaic_at "task"\' -a show');
});

it('refuses a shell it does not know and names those it does', async () => {
  const { code, stdout, stderr } = await mosaic(['completion', 'tcsh']);
  expect(code).toBe(64);
  expect(stdout).toBe('');
  expect(stderr).toContain('bash, zsh, fish');
});
