import { commandCapabilities, commandSession } from '../command/command-session.ts';
import { runFailure } from '../run-failure.ts';
import type { OpenRequest, Runtime } from '../runtime.ts';
import type { SessionUsage } from '../usage.ts';

export const fixerId = 'fixer';

/** No model takes part, so this zero is a fact and not an unknown. */
const noTokens: SessionUsage = {
  contextUsedTokens: null,
  contextSizeTokens: null,
  spentTokens: 0,
};

export interface FixerRuntimeOptions {
  /** Command line of the fixer program. */
  readonly argv: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** Project whose tools it may use when the work tree has none. */
  readonly toolsRoot?: string;
}

/**
 * The deterministic fixer: reads the task as JSON instead of a prompt and prints the result.
 * The same input gives the same answer, so nothing is gained by asking again.
 */
export function createFixerRuntime(options: FixerRuntimeOptions): Runtime {
  return {
    id: fixerId,
    capabilities: commandCapabilities,
    program: options.argv[0] ?? '',
    async open(request, host) {
      if (request.assignment.finding === null) return { session: null, failure: noFinding };
      const session = commandSession(request, host, {
        env: options.env ?? {},
        usage: noTokens,
        commandLine: () => ({ argv: options.argv, input: fixRequest(request, options) }),
      });
      return { session, failure: null };
    },
  };
}

const noFinding = runFailure(
  'unsupported',
  'The fixer works on findings of a report, and this task has none. Use a coding agent.',
);

function fixRequest({ assignment, workdir }: OpenRequest, options: FixerRuntimeOptions): string {
  const { toolsRoot } = options;
  const request = { ...assignment, workdir, ...(toolsRoot === undefined ? {} : { toolsRoot }) };
  return `${JSON.stringify(request)}\n`;
}
