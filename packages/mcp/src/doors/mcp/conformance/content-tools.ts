import { setTimeout as sleep } from 'node:timers/promises';
import type { ServerContext } from '@modelcontextprotocol/server';
import { content, type FixtureTool, fixtureTool, text } from './fixture-tool.ts';
import { pngBase64, wavBase64 } from './samples.ts';

/** Tools that answer with each kind of content, with an error, and with notifications on the way. */
export const contentTools: readonly FixtureTool[] = [
  fixtureTool('test_simple_text', async () => text('This is a simple text response for testing.')),
  fixtureTool('test_image_content', async () =>
    content({ type: 'image', data: pngBase64, mimeType: 'image/png' }),
  ),
  fixtureTool('test_audio_content', async () =>
    content({ type: 'audio', data: wavBase64, mimeType: 'audio/wav' }),
  ),
  fixtureTool('test_embedded_resource', async () =>
    content({
      type: 'resource',
      resource: {
        uri: 'test://embedded-resource',
        mimeType: 'text/plain',
        text: 'This is an embedded resource content.',
      },
    }),
  ),
  fixtureTool('test_multiple_content_types', async () =>
    content(
      { type: 'text', text: 'Multiple content types test:' },
      { type: 'image', data: pngBase64, mimeType: 'image/png' },
      {
        type: 'resource',
        resource: {
          uri: 'test://mixed-content-resource',
          mimeType: 'application/json',
          text: JSON.stringify({ test: 'data', value: 123 }),
        },
      },
    ),
  ),
  fixtureTool('test_error_handling', async () => ({
    ...text('This tool intentionally returns an error for testing'),
    isError: true,
  })),
  fixtureTool('test_tool_with_progress', async (_args, ctx) => {
    for (const progress of [0, 50, 100]) {
      await notifyProgress(ctx, progress);
      if (progress < 100) await sleep(50);
    }
    return text('Tool with progress executed successfully');
  }),
  fixtureTool('test_tool_with_logging', async (_args, ctx) => {
    await ctx.mcpReq.log('info', 'Tool execution started');
    await sleep(50);
    await ctx.mcpReq.log('info', 'Tool processing data');
    await sleep(50);
    await ctx.mcpReq.log('info', 'Tool execution completed');
    return text('Tool with logging executed successfully');
  }),
  fixtureTool('test_logging_tool', async (_args, ctx) => {
    await ctx.mcpReq.log('info', 'Sent only to a client that asked for a log level');
    return text('Logging tool executed successfully');
  }),
  jsonSchemaTool(),
];

async function notifyProgress(ctx: ServerContext, progress: number): Promise<void> {
  const progressToken = ctx.mcpReq._meta?.progressToken;
  if (progressToken === undefined) return;
  const params = { progressToken, progress, total: 100 };
  await ctx.mcpReq.notify({ method: 'notifications/progress', params });
}

/** SEP-1613: keywords of JSON Schema 2020-12 survive on their way to the client. */
function jsonSchemaTool(): FixtureTool {
  return {
    tool: {
      name: 'json_schema_2020_12_tool',
      description: 'Tool with JSON Schema 2020-12 features',
      inputSchema: {
        $schema: 'https://json-schema.org/draft/2020-12/schema',
        type: 'object',
        $defs: {
          address: {
            $anchor: 'addressDef',
            type: 'object',
            properties: { street: { type: 'string' }, city: { type: 'string' } },
          },
        },
        properties: {
          name: { type: 'string' },
          address: { $ref: '#/$defs/address' },
          contactMethod: { type: 'string', enum: ['phone', 'email'] },
          phone: { type: 'string' },
          email: { type: 'string' },
        },
        allOf: [{ anyOf: [{ required: ['phone'] }, { required: ['email'] }] }],
        if: { properties: { contactMethod: { const: 'phone' } }, required: ['contactMethod'] },
        // biome-ignore lint/suspicious/noThenProperty: the keyword of JSON Schema.
        then: { required: ['phone'] },
        else: { required: ['email'] },
        additionalProperties: false,
      },
    },
    call: async (args) => text(`Called with ${JSON.stringify(args)}`),
  };
}
