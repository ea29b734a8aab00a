import type {
  CallToolResult,
  ContentBlock,
  InputRequiredResult,
  ServerContext,
  Tool,
} from '@modelcontextprotocol/server';

/** A tool that the official conformance suite calls by name. */
export interface FixtureTool {
  tool: Tool;
  call(
    args: Record<string, unknown>,
    ctx: ServerContext,
  ): Promise<CallToolResult | InputRequiredResult>;
}

/** Declares a fixture without arguments, or with the given JSON Schema properties. */
export function fixtureTool(
  name: string,
  call: FixtureTool['call'],
  properties: Record<string, { type: string }> = {},
): FixtureTool {
  const inputSchema = { type: 'object', properties, required: Object.keys(properties) } as const;
  return { tool: { name, description: `Conformance fixture ${name}.`, inputSchema }, call };
}

export function content(...blocks: ContentBlock[]): CallToolResult {
  return { content: blocks };
}

export function text(value: string): CallToolResult {
  return content({ type: 'text', text: value });
}
