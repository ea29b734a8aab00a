import { randomUUID } from 'node:crypto';
import {
  type Server,
  WebStandardStreamableHTTPServerTransport,
} from '@modelcontextprotocol/server';
import type { Caller } from '../caller.ts';
import { httpRefusal, rpcError } from '../rpc-error.ts';

const sessionsMax = 100;

export interface LegacySessions {
  handle(request: Request, caller: Caller, message: unknown): Promise<Response>;
  close(): Promise<void>;
}

interface Session {
  principal: string;
  transport: WebStandardStreamableHTTPServerTransport;
}

/**
 * Sessions of 2025-11-25, which a server needs to ask its client something.
 *
 * The product's tools ask nothing, so only the conformance profile has sessions. The
 * oldest one gives way when there are too many; a session serves its own principal only.
 */
export function createLegacySessions(createServer: (caller: Caller) => Server): LegacySessions {
  const sessions = new Map<string, Session>();

  async function start(caller: Caller): Promise<WebStandardStreamableHTTPServerTransport> {
    const transport = new WebStandardStreamableHTTPServerTransport({
      sessionIdGenerator: randomUUID,
      onsessioninitialized: async (id) => {
        const [oldest] = sessions.values();
        if (sessions.size >= sessionsMax) await oldest?.transport.close();
        sessions.set(id, { principal: caller.principal.name, transport });
      },
    });
    const server = createServer(caller);
    await server.connect(transport);
    server.onclose = () => {
      if (transport.sessionId) sessions.delete(transport.sessionId);
    };
    return transport;
  }

  return {
    async handle(request, caller, message) {
      const id = request.headers.get('mcp-session-id');
      if (id === null) {
        const transport = await start(caller);
        return transport.handleRequest(request, { parsedBody: message });
      }
      const session = sessions.get(id);
      if (session?.principal !== caller.principal.name) {
        return rpcError(404, httpRefusal, 'Session not found. Initialize again.');
      }
      return session.transport.handleRequest(request, { parsedBody: message });
    },
    async close() {
      await Promise.all([...sessions.values()].map(({ transport }) => transport.close()));
    },
  };
}
