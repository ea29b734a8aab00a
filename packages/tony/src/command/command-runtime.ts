import { limits } from '../limits.ts';
import { runFailure } from '../run-failure.ts';
import type { Runtime, TurnEnd } from '../runtime.ts';
import { unknownUsage } from '../usage.ts';
import { commandArgv, takesPromptArgument } from './command-argv.ts';
import { commandCapabilities, commandSession } from './command-session.ts';

export interface CommandRuntimeOptions {
  readonly id: string;
  /** Template; see `commandArgv`. */
  readonly argv: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

/**
 * Any program as a worker: it gets the prompt, works in its current folder, prints the result
 * object and exits with 0.
 */
export function createCommandRuntime(options: CommandRuntimeOptions): Runtime {
  return {
    id: options.id,
    capabilities: commandCapabilities,
    program: options.argv[0] ?? '',
    async open(request, host) {
      const session = commandSession(request, host, {
        env: options.env ?? {},
        usage: unknownUsage,
        commandLine: (prompt) => {
          const isArgument = takesPromptArgument(options.argv);
          if (isArgument && Buffer.byteLength(prompt) > limits.promptArgumentBytesMax) {
            return { failure: promptTooLong(options.id) };
          }
          return commandArgv(options.argv, { workdir: request.workdir, prompt });
        },
      });
      return { session, failure: null };
    },
  };
}

function promptTooLong(id: string): TurnEnd {
  const message =
    `The prompt is too long for an argument of runtime ${id}. ` +
    'Leave {prompt} out of its command, then it gets the prompt on standard input.';
  return { stopReason: 'failed', text: '', failure: runFailure('runtime_missing', message) };
}
