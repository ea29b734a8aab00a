import {
  type CallToolRequest,
  type CallToolResult,
  ProtocolError,
  ProtocolErrorCode,
  type ServerContext,
} from '@modelcontextprotocol/server';
import { isMosaicError, MosaicError, type Operation } from '@mosaic/contract';
import type { Logger } from 'pino';
import type { Backbone, Call } from '../../pipeline/backbone.ts';
import { validateInput } from '../../pipeline/validate.ts';
import type { Caller } from './caller.ts';
import { mcpLimits } from './limits.ts';
import { readStream } from './read-stream.ts';
import { isObject } from './strict-json.ts';
import type { ToolRegistry } from './tool-registry.ts';
import { StreamBounds } from './wire-tool.ts';

/** Where a client puts the key under which a command is done once only. */
export const idempotencyMetaKey = 'io.mosaic/idempotencyKey';

export interface ToolCallParts {
  backbone: Backbone;
  registry: ToolRegistry;
  logger: Pick<Logger, 'debug' | 'error'>;
}

/**
 * Answers `tools/call` by handing the call to the pipeline.
 *
 * A tool that is not in the caller's list is handed over as well: the pipeline
 * decides, refuses and records it, so that lists and calls cannot disagree.
 *
 * @throws {ProtocolError} `-32602` for a name no operation has; every other failure is a
 *   result with `isError`, which a model can read and act on
 */
export async function callTool(
  parts: ToolCallParts,
  caller: Caller,
  params: CallToolRequest['params'],
  ctx: ServerContext,
): Promise<CallToolResult> {
  const operation = parts.registry.find(params.name);
  if (!operation) {
    const name = params.name.slice(0, mcpLimits.echoedNameCharsMax);
    throw new ProtocolError(ProtocolErrorCode.InvalidParams, `Unknown tool: ${name}`);
  }
  try {
    return success(await run(parts.backbone, operation, caller, params.arguments ?? {}, ctx));
  } catch (error) {
    return failure(error, operation, parts.logger);
  }
}

async function run(
  backbone: Backbone,
  operation: Operation,
  caller: Caller,
  input: Record<string, unknown>,
  ctx: ServerContext,
): Promise<unknown> {
  const idempotencyKey = idempotencyKeyOf(ctx);
  const call: Call = {
    operation: operation.name,
    input,
    token: caller.token,
    surface: 'mcp',
    signal: ctx.mcpReq.signal,
    ...(idempotencyKey !== undefined && { idempotencyKey }),
  };
  if (operation.kind !== 'stream') return backbone.call(call);
  const { bounds, rest } = splitBounds(operation, input);
  return readStream({
    ...bounds,
    open: (signal) => backbone.stream({ ...call, input: rest, signal }),
    signal: ctx.mcpReq.signal,
    onItem: (count) => reportProgress(ctx, count, bounds.itemsMax),
  });
}

/** Takes what is meant for the door out of the input; the rest is the operation's. */
function splitBounds(operation: Operation, input: Record<string, unknown>) {
  const { waitMs, itemsMax, ...rest } = input;
  const valid = validateInput({ ...operation, input: StreamBounds }, { waitMs, itemsMax });
  return { bounds: StreamBounds.parse(valid), rest };
}

function idempotencyKeyOf(ctx: ServerContext): string | undefined {
  const key: unknown = ctx.mcpReq._meta?.[idempotencyMetaKey];
  if (key === undefined) return undefined;
  const isUsable =
    typeof key === 'string' && key.length > 0 && key.length <= mcpLimits.idempotencyKeyCharsMax;
  if (isUsable) return key;
  throw new MosaicError(
    'invalid_input',
    `_meta["${idempotencyMetaKey}"] must be a string of 1 to ${mcpLimits.idempotencyKeyCharsMax} characters.`,
  );
}

async function reportProgress(ctx: ServerContext, progress: number, total: number): Promise<void> {
  const progressToken = ctx.mcpReq._meta?.progressToken;
  if (progressToken === undefined) return;
  await ctx.mcpReq.notify({
    method: 'notifications/progress',
    params: { progressToken, progress, total },
  });
}

function success(output: unknown): CallToolResult {
  return {
    content: [{ type: 'text', text: JSON.stringify(output ?? null) }],
    ...(isObject(output) && { structuredContent: { ...output } }),
  };
}

function failure(
  error: unknown,
  operation: Operation,
  logger: ToolCallParts['logger'],
): CallToolResult {
  if (!isMosaicError(error)) logger.error({ err: error, operation: operation.name }, 'mcp call');
  const structuredContent = isMosaicError(error)
    ? { code: error.code, message: error.message, details: error.details }
    : { code: 'internal', message: 'The call failed. Look into the log of the hub.', details: {} };
  return {
    isError: true,
    content: [{ type: 'text', text: JSON.stringify(structuredContent) }],
    structuredContent,
  };
}
