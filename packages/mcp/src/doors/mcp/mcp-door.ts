import { createMcpHandler, isLegacyRequest } from '@modelcontextprotocol/server';
import { isMosaicError } from '@mosaic/contract';
import type { Logger } from 'pino';
import type { Backbone } from '../../pipeline/backbone.ts';
import type { Caller } from './caller.ts';
import { mcpLimits } from './limits.ts';
import { createMcpServer, type ServerParts } from './mcp-server.ts';
import { rpcError, rpcRefusal } from './rpc-error.ts';
import { type JsonObject, MessageRefusal, parseMessage } from './strict-json.ts';
import { createToolRegistry } from './tool-registry.ts';

export interface McpDoorOptions {
  backbone: Backbone;
  serverInfo: { name: string; version: string };
  instructions: string;
  logger: Pick<Logger, 'debug' | 'error'>;
  /**
   * Adds the fixtures that the official conformance suite calls. For tests of the
   * shipped hub only: it adds tools that do nothing useful.
   */
  profile?: 'conformance' | undefined;
}

/** The operations as MCP tools, for clients of 2026-07-28 and of 2025-11-25 and older on one URL. */
export interface McpDoor {
  readonly profile: 'conformance' | undefined;
  /**
   * Decides whether a request is let in, before its body is read.
   *
   * Host and Origin must have been validated by the listener.
   */
  admit(token: string | null): Promise<Caller | Response>;
  /** Answers one admitted HTTP request; `request.signal` aborts when the client goes away. */
  handle(request: Request, caller: Caller, body: Uint8Array | null): Promise<Response>;
  /** Ends open streams. */
  close(): Promise<void>;
}

/**
 * Creates the door.
 *
 * The official SDK speaks both protocol eras; ours are the parser, the tools and
 * who may call them. Every request gets a server of its own, so nothing is kept between
 * requests that could be stolen, leak, or outlive a revoked token.
 */
export async function createMcpDoor(options: McpDoorOptions): Promise<McpDoor> {
  const { backbone, logger } = options;
  const conformance =
    options.profile === 'conformance' ? await import('./conformance/fixtures.ts') : null;
  const fixtures = conformance?.createFixtures() ?? null;
  const parts: ServerParts = { ...options, registry: createToolRegistry(backbone), fixtures };
  const callers = new WeakMap<Request, Caller>();

  const onerror = (err: Error) => logger.debug({ err }, 'mcp request refused');
  const sdk = createMcpHandler(({ requestInfo }) => serverFor(requestInfo), {
    maxSubscriptions: mcpLimits.subscriptionsMax,
    onerror,
  });
  fixtures?.connect(sdk.notify);
  const sessions = conformance?.createLegacySessions((caller) => createMcpServer(parts, caller));

  function serverFor(request: Request | undefined) {
    const caller = request && callers.get(request);
    if (!caller) throw new Error('A server was asked for outside of an admitted request.');
    return createMcpServer(parts, caller);
  }

  return {
    profile: options.profile,
    async admit(token) {
      try {
        return { token, principal: await backbone.authenticate(token) };
      } catch (error) {
        if (!isMosaicError(error)) throw error;
        return rpcRefusal(error, token);
      }
    },
    async handle(request, caller, body) {
      let message: JsonObject | undefined;
      try {
        message = request.method === 'POST' ? parseMessage(body ?? new Uint8Array()) : undefined;
      } catch (error) {
        if (!(error instanceof MessageRefusal)) throw error;
        return rpcError(400, error.code, error.message);
      }
      if (sessions && (await isLegacyRequest(request, message))) {
        return sessions.handle(request, caller, message);
      }
      callers.set(request, caller);
      return sdk.fetch(request, message && { parsedBody: message });
    },
    async close() {
      await sessions?.close();
      await sdk.close();
    },
  };
}
