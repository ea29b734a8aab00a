import { randomBytes } from 'node:crypto';
import {
  type CallToolResult,
  createRequestStateCodec,
  type InputRequiredResult,
  type Server,
  type ServerCapabilities,
  type ServerContext,
  type ServerNotifier,
  type ServerOptions,
  type Tool,
} from '@modelcontextprotocol/server';
import { contentTools } from './content-tools.ts';
import { elicitationTools } from './elicitation-tools.ts';
import { type FixtureTool, fixtureTool, text } from './fixture-tool.ts';
import { inputRequiredTools } from './input-required-tools.ts';
import { installPrompts } from './prompts.ts';
import { installResources } from './resources.ts';

export { createLegacySessions } from './legacy-sessions.ts';

/** What the conformance profile adds to each server of the door. */
export interface Fixtures {
  readonly capabilities: ServerCapabilities;
  readonly serverOptions: Pick<ServerOptions, 'requestState'>;
  readonly tools: readonly Tool[];
  /** Answers a fixture's call; undefined when the tool is none of ours. */
  callTool(
    name: string,
    args: Record<string, unknown>,
    ctx: ServerContext,
  ): Promise<CallToolResult | InputRequiredResult> | undefined;
  /** Adds prompts, resources and completion to a server. */
  install(server: Server): void;
  /** Gives the fixtures the way to tell subscribers that a list changed. */
  connect(notify: ServerNotifier): void;
}

/** The fixtures that the scenarios of both revisions expect by name. */
export function createFixtures(): Fixtures {
  const codec = createRequestStateCodec<string>({ key: randomBytes(32) });
  let notifier: ServerNotifier | null = null;
  const fixtures: readonly FixtureTool[] = [
    ...contentTools,
    ...elicitationTools,
    ...inputRequiredTools(codec),
    fixtureTool('test_trigger_tool_change', async () => {
      notifier?.toolsChanged();
      return text('Told subscribers that the tools changed');
    }),
    fixtureTool('test_trigger_prompt_change', async () => {
      notifier?.promptsChanged();
      return text('Told subscribers that the prompts changed');
    }),
  ];
  const byName = new Map(fixtures.map((fixture) => [fixture.tool.name, fixture]));

  return {
    capabilities: {
      tools: { listChanged: true },
      prompts: { listChanged: true },
      resources: { subscribe: true },
      completions: {},
      logging: {},
    },
    serverOptions: { requestState: { verify: codec.verify } },
    tools: fixtures.map(({ tool }) => tool),
    callTool: (name, args, ctx) => byName.get(name)?.call(args, ctx),
    install(server) {
      installPrompts(server);
      installResources(server);
    },
    connect(notify) {
      notifier = notify;
    },
  };
}
