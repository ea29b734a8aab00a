import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { type Check, fail, ok } from './check.ts';
import { findProgram, searchFolders } from './programs.ts';

/** The part of `runtimes.json` that names programs. */
const Programs = z.object({
  commands: z.record(z.string(), z.object({ argv: z.array(z.string()).min(1) })).default({}),
  acp: z.record(z.string(), z.object({ argv: z.array(z.string()).min(1) })).default({}),
  path: z.array(z.string()).default([]),
});

/** Whether the programs of the configured runtimes are where they are looked for. */
export const runtimesCheck: Check = {
  id: 'runtimes',
  run: async ({ config, env }) => {
    const file = join(config.home, 'runtimes.json');
    const text = await readFile(file, 'utf8').catch(() => '{}');
    const parsed = Programs.safeParse(parseJson(text));
    if (!parsed.success) return fail(`${file} cannot be read`, `Correct ${file}`);
    const { commands, acp, path } = parsed.data;
    const folders = [...path, ...searchFolders(env.PATH)];
    const missing: string[] = [];
    const wanted = Object.entries({ ...commands, ...acp });
    for (const [name, { argv }] of wanted) {
      const [program = ''] = argv;
      if ((await findProgram(program, folders)) === null) missing.push(`${program} (${name})`);
    }
    const names = ['fixer', ...wanted.map(([name]) => name)].join(', ');
    return missing.length === 0
      ? ok(names)
      : fail(`Not found: ${missing.join(', ')}`, `Install them, or correct ${file}`);
  },
};

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
