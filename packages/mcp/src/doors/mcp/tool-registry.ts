import type { Tool } from '@modelcontextprotocol/server';
import { type Operation, toolName } from '@mosaic/contract';
import type { Backbone } from '../../pipeline/backbone.ts';
import type { Principal } from '../../pipeline/principal.ts';
import { mcpLimits } from './limits.ts';
import { wireTool } from './wire-tool.ts';

/** The operations as tools. */
export interface ToolRegistry {
  /** The tools a principal may call, in a fixed order. The array is shared: never change it. */
  listFor(principal: Principal): Tool[];
  /** The operation behind a tool name, whether or not anybody may call it. */
  find(name: string): Operation | undefined;
}

/**
 * Converts every schema once, at start.
 *
 * Lists are kept per set of allowed operations, so that a request costs one
 * permission check per operation and no conversion.
 */
export function createToolRegistry(backbone: Backbone): ToolRegistry {
  const entries = backbone.operations
    .filter((operation) => !operation.internal)
    .map((operation) => ({ operation, tool: wireTool(operation) }));
  const byName = new Map(entries.map(({ operation }) => [toolName(operation), operation]));
  const lists = new Map<string, Tool[]>();

  return {
    find: (name) => byName.get(name),
    listFor(principal) {
      const allowed = entries.map(({ operation }) => backbone.isAllowed(principal, operation));
      const key = allowed.map(Number).join('');
      const known = lists.get(key);
      if (known) return known;
      const list = entries.filter((_, index) => allowed[index]).map(({ tool }) => tool);
      if (lists.size >= mcpLimits.toolListsMax) lists.clear();
      lists.set(key, list);
      return list;
    },
  };
}
