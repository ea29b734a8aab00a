import type { Tool } from '@modelcontextprotocol/server';
import { type Operation, toolName } from '@mosaic/contract';
import { z } from 'zod';
import { mcpLimits } from './limits.ts';

/** What a caller of a stream's tool may say about how much to wait for. */
export const StreamBounds = z.object({
  waitMs: z
    .int()
    .min(0)
    .max(mcpLimits.streamWaitMsMax)
    .default(mcpLimits.streamWaitMsDefault)
    .describe('Collect items for at most this many milliseconds.'),
  itemsMax: z
    .int()
    .min(1)
    .max(mcpLimits.streamItemsMax)
    .default(mcpLimits.streamItemsDefault)
    .describe('Return as soon as this many items are there.'),
});

/**
 * Turns an operation into the tool that clients see.
 *
 * A tool answers once, so a stream becomes a bounded read: its input gains
 * {@link StreamBounds} and its output is `{items, isEnd}`.
 *
 * @throws {Error} when a stream already has an input field of that name
 */
export function wireTool(operation: Operation): Tool {
  const isStream = operation.kind === 'stream';
  const input = isStream ? withBounds(operation) : operation.input;
  const output = isStream
    ? z.object({ items: z.array(operation.output), isEnd: z.boolean() })
    : operation.output;
  const outputSchema = jsonSchema(output, 'output');
  return {
    name: toolName(operation),
    description: isStream
      ? `${operation.summary} Returns what arrives within waitMs; isEnd tells that nothing follows.`
      : operation.summary,
    inputSchema: jsonSchema(input.strict(), 'input'),
    ...(outputSchema.type === 'object' && { outputSchema }),
    annotations: annotations(operation),
  };
}

/** Known from the kind alone, so a command is never called harmless. */
function annotations(operation: Operation): Tool['annotations'] {
  const isReadOnly = operation.kind !== 'command';
  return {
    readOnlyHint: isReadOnly,
    idempotentHint: isReadOnly,
    destructiveHint: !isReadOnly,
    openWorldHint: false,
  };
}

/** The cast is safe where the root is an object, which `type` tells. */
function jsonSchema(schema: z.ZodType, io: 'input' | 'output'): Tool['inputSchema'] {
  return z.toJSONSchema(schema, {
    io,
    target: 'draft-2020-12',
    override: ({ jsonSchema: part }) => {
      // Said by the format already; the pattern of an instant alone is 280 characters.
      if (part.format === 'date-time') delete part.pattern;
    },
  }) as Tool['inputSchema'];
}

function withBounds(operation: Operation): z.ZodObject {
  for (const field of Object.keys(StreamBounds.shape)) {
    if (field in operation.input.shape) {
      throw new Error(`The input of ${operation.name} must not have a field ${field}.`);
    }
  }
  return operation.input.extend(StreamBounds.shape);
}
