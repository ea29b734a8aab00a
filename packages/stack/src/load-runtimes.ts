import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { MosaicError } from '@mosaic/contract';
import { type AcpProgramConfig, presets } from '@tony/core/runtimes';
import { z } from 'zod';

const Argv = z.array(z.string().min(1)).min(1);

/** `<home>/runtimes.json`: the agents this machine can start, and what they may read. */
const RuntimesFile = z.strictObject({
  /** Programs that read the prompt on standard input and print the result. */
  commands: z.record(z.string(), z.strictObject({ argv: Argv })).default({}),
  /** Agents that speak the Agent Client Protocol over standard input and output. */
  acp: z
    .record(
      z.string(),
      z.strictObject({
        argv: Argv,
        env: z.record(z.string(), z.string()).default({}),
        /** What its token counts cover; known agents bring their own. */
        countScope: z.enum(['turn', 'session', 'partial']).optional(),
      }),
    )
    .default({}),
  /** Directories that sandboxed agents may read, such as their own installation. */
  readable: z.array(z.string()).default([]),
  /** Directories added to the search path of agents and gates. */
  path: z.array(z.string()).default([]),
});

const runtimesFile = 'runtimes.json';

/** Reads the configured runtimes; a missing file means that there is only the fixer. */
export function loadRuntimes(home: string) {
  const file = join(home, runtimesFile);
  const parsed = RuntimesFile.safeParse(existsSync(file) ? parseJson(file) : {});
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    throw new MosaicError(
      'invalid_input',
      `${file}: ${issue?.path.join('.') || 'the whole'}: ${issue?.message}. Correct the file and start again.`,
    );
  }
  const { commands, readable, path } = parsed.data;
  const acp: Record<string, AcpProgramConfig> = {};
  for (const [id, { argv, env, countScope }] of Object.entries(parsed.data.acp)) {
    const scope = countScope ?? presets.find((preset) => preset.id === id)?.countScope;
    acp[id] = { argv, env, ...(scope === undefined ? {} : { countScope: scope }) };
  }
  return { runtimes: { commands, acp }, readable, path };
}

function parseJson(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (cause) {
    throw new MosaicError(
      'invalid_input',
      `${file} is not JSON. Correct the file and start again.`,
      {
        cause,
      },
    );
  }
}
