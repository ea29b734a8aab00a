import { createAcpRuntime } from '../acp/acp-runtime.ts';
import { createCommandRuntime } from '../command/command-runtime.ts';
import { createFixerRuntime, fixerId } from '../fixer/fixer-runtime.ts';
import type { Runtime } from '../runtime.ts';
import type { CountScope } from '../usage.ts';

export interface RuntimesConfig {
  /** Left out where the fixer program is not installed. */
  readonly fixer?: ProgramConfig & { readonly toolsRoot?: string };
  readonly commands?: Readonly<Record<string, ProgramConfig>>;
  readonly acp?: Readonly<Record<string, AcpProgramConfig>>;
}

export interface ProgramConfig {
  readonly argv: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

export interface AcpProgramConfig extends ProgramConfig {
  /** What its token counts cover. Default: one turn. */
  readonly countScope?: CountScope;
}

/**
 * Every configured runtime by its id.
 *
 * An id that is used twice, or a command line without a program, is a mistake in the
 * configuration and thrown as `RangeError`.
 */
export function createRuntimes(config: RuntimesConfig): ReadonlyMap<string, Runtime> {
  const runtimes: Runtime[] = [
    ...(config.fixer === undefined ? [] : [createFixerRuntime(config.fixer)]),
    ...Object.entries(config.commands ?? {}).map(([id, program]) =>
      createCommandRuntime({ ...program, id }),
    ),
    ...Object.entries(config.acp ?? {}).map(([id, program]) =>
      createAcpRuntime({ ...program, id }),
    ),
  ];
  const byId = new Map<string, Runtime>();
  for (const runtime of runtimes) {
    if (runtime.program === '') throw new RangeError(`Runtime ${runtime.id} has no program.`);
    if (byId.has(runtime.id) || (runtime.id === fixerId && config.fixer === undefined)) {
      throw new RangeError(`Runtime ${runtime.id} is configured twice or its name is reserved.`);
    }
    byId.set(runtime.id, runtime);
  }
  return byId;
}
