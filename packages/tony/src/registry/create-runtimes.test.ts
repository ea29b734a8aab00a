import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createRuntimes } from './create-runtimes.ts';
import { findProgram } from './find-program.ts';
import { presets } from './presets.ts';
import { probePresets } from './probe-presets.ts';

describe('createRuntimes', () => {
  it('gives every configured runtime by its id', () => {
    const runtimes = createRuntimes({
      fixer: { argv: ['node', 'fix.ts'] },
      commands: { script: { argv: ['worker'] } },
      acp: { claude: { argv: ['claude-agent-acp'] } },
    });
    expect([...runtimes.keys()]).toEqual(['fixer', 'script', 'claude']);
    expect(runtimes.get('claude')?.program).toBe('claude-agent-acp');
    expect(runtimes.get('claude')?.capabilities.followUp).toBe(true);
    expect(runtimes.get('script')?.capabilities.followUp).toBe(false);
  });

  it('has none without configuration', () => expect(createRuntimes({}).size).toBe(0));

  it('refuses an id used twice, the reserved one, and a command without a program', () => {
    const argv = ['a'];
    expect(() => createRuntimes({ commands: { a: { argv } }, acp: { a: { argv } } })).toThrow(
      /twice/,
    );
    expect(() => createRuntimes({ commands: { fixer: { argv } } })).toThrow(/reserved/);
    expect(() => createRuntimes({ commands: { a: { argv: [] } } })).toThrow(/no program/);
  });

  it('takes every preset', () => {
    const acp = Object.fromEntries(
      presets.map(({ id, argv, countScope }) => [id, { argv, countScope }]),
    );
    expect(createRuntimes({ acp }).size).toBe(presets.length);
  });
});

describe('findProgram', () => {
  it('finds executable files on the search path alone', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'tony-path-'));
    try {
      await writeFile(join(folder, 'codex-acp'), '#!/bin/sh\n');
      await chmod(join(folder, 'codex-acp'), 0o755);
      await writeFile(join(folder, 'gemini'), 'not executable');
      await mkdir(join(folder, 'opencode'));
      const found = await probePresets(`/nowhere:${folder}:.`);
      const paths = Object.fromEntries(found.map(({ preset, path }) => [preset.id, path]));
      expect(paths).toEqual({
        claude: null,
        codex: join(folder, 'codex-acp'),
        gemini: null,
        opencode: null,
        pi: null,
      });
      expect(await findProgram(join(folder, 'codex-acp'), '')).toBe(join(folder, 'codex-acp'));
      expect(await findProgram('./codex-acp', folder)).toBeNull();
      expect(await findProgram('', folder)).toBeNull();
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});
