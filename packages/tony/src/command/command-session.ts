import { visibleText } from '@mosaic/contract';
import { limits } from '../limits.ts';
import { runFailure } from '../run-failure.ts';
import type {
  AgentSession,
  OpenRequest,
  RuntimeCapabilities,
  RuntimeHost,
  TurnEnd,
} from '../runtime.ts';
import type { SessionUsage } from '../usage.ts';
import type { CommandLine } from './command-argv.ts';
import { runProgram } from './run-program.ts';

/** A program says nothing about its context and takes one prompt. */
export const commandCapabilities: RuntimeCapabilities = {
  contextUsage: false,
  followUp: false,
  permissions: false,
  mcp: false,
};

export interface CommandSessionOptions {
  readonly env: Readonly<Record<string, string>>;
  readonly usage: SessionUsage;
  /** Command line for a prompt, or why there is none. */
  readonly commandLine: (prompt: string) => CommandLine | { readonly failure: TurnEnd };
}

/** A conversation of one turn: the program starts with the prompt and ends with the result. */
export function commandSession(
  request: OpenRequest,
  host: RuntimeHost,
  options: CommandSessionOptions,
): AgentSession {
  let turn: Promise<unknown> | null = null;
  const closing = new AbortController();

  const run = async (text: string, signal: AbortSignal): Promise<TurnEnd> => {
    const line = options.commandLine(text);
    if ('failure' in line) return line.failure;
    const end = await runProgram(host, {
      argv: line.argv,
      input: line.input,
      env: { ...options.env, ...request.env },
      signal: AbortSignal.any([signal, closing.signal]),
      onLine: (said) =>
        request.onEvent({
          type: 'text',
          text: `${visibleText(said.slice(0, limits.eventCharsMax))}\n`,
        }),
    });
    if (end.failure !== null) {
      return { stopReason: 'failed', text: end.text, failure: end.failure };
    }
    const stopReason = end.isCancelled ? 'cancelled' : 'end_turn';
    return { stopReason, text: end.text, failure: null };
  };

  return {
    capabilities: commandCapabilities,
    prompt(text, signal) {
      if (turn !== null) return Promise.resolve(failedTurn('It has had its one turn.'));
      const started = run(text, signal);
      turn = started;
      return started;
    },
    usage: () => options.usage,
    async close() {
      closing.abort();
      await turn;
    },
  };
}

/** A turn that could not begin; `bad_result`, because nothing else can come. */
function failedTurn(why: string): TurnEnd {
  return {
    stopReason: 'failed',
    text: '',
    failure: runFailure('bad_result', `The program takes no further prompt. ${why}`),
  };
}
