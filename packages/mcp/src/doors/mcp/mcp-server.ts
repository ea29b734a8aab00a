import { ProtocolError, ProtocolErrorCode, Server } from '@modelcontextprotocol/server';
import { callTool, type ToolCallParts } from './call-tool.ts';
import type { Caller } from './caller.ts';
import type { Fixtures } from './conformance/fixtures.ts';
import { mcpLimits } from './limits.ts';

export interface ServerParts extends ToolCallParts {
  serverInfo: { name: string; version: string };
  /** Told to models once: what the server is for and how to begin. */
  instructions: string;
  /** Present only under the conformance profile. */
  fixtures: Fixtures | null;
}

/**
 * Builds the server that answers one request (or one session of the conformance profile).
 *
 * Cheap, because schemas were converted when the registry was made. We declare only
 * what we have: tools, whose list never changes while the hub runs.
 */
export function createMcpServer(parts: ServerParts, caller: Caller): Server {
  const { registry, fixtures } = parts;
  const cacheHint = { ttlMs: mcpLimits.listTtlMs, cacheScope: 'private' } as const;
  const server = new Server(parts.serverInfo, {
    instructions: parts.instructions,
    capabilities: { tools: {}, ...fixtures?.capabilities },
    cacheHints: { 'tools/list': cacheHint, 'server/discover': cacheHint },
    ...fixtures?.serverOptions,
  });

  server.setRequestHandler('tools/list', ({ params }) => {
    if (params?.cursor !== undefined) {
      throw new ProtocolError(
        ProtocolErrorCode.InvalidParams,
        'There is one page only: omit cursor.',
      );
    }
    const tools = registry.listFor(caller.principal);
    return { tools: fixtures ? [...tools, ...fixtures.tools] : tools };
  });
  server.setRequestHandler('tools/call', ({ params }, ctx) => {
    const answer = fixtures?.callTool(params.name, params.arguments ?? {}, ctx);
    return answer ?? callTool(parts, caller, params, ctx);
  });
  fixtures?.install(server);
  return server;
}
