import type { Client } from '@mosaic/client';
import { MosaicError } from '@mosaic/contract';
import type { McpServer } from '@mosaic/mcp';
import { tonyVersion } from '../version.ts';
import { type AgentManager, createAgentManager } from './agent-manager.ts';
import { createLink } from './mcp-link.ts';
import {
  createPlanningEngine,
  type MadePlan,
  type PlanningEngine,
  type PlanOptions,
} from './planning-engine.ts';
import { createPluginSystem, type PluginSystem } from './plugin-system.ts';

export interface TonyOptions {
  /** The backbone, from `createMCPServer`. There is no Tony without one. */
  readonly mcp: McpServer;
  /** What coordinates several projects; Tony hands it on to plugins and asks nothing of it. */
  readonly orchestrator?: unknown;
}

/**
 * Tony: planning, agents and plugins over a MosAIc MCP.
 *
 * Nothing happens until it is asked something; then it connects, once.
 */
export class TonyFramework {
  readonly version = tonyVersion;
  readonly planning: PlanningEngine;
  readonly agents: AgentManager;
  readonly plugins: PluginSystem;
  readonly mcp: { readonly required: true; readonly client: Client };
  readonly orchestrator: unknown;

  /** @throws `precondition_failed` without `mcp` */
  constructor(options: TonyOptions) {
    const mcp = options?.mcp;
    if (typeof mcp?.start !== 'function' || typeof mcp.use !== 'function') throw withoutMcp();
    // Only a hub opened in this process needs them; one that serves has its own.
    mcp.use(
      async () => (await import('../plans/index.ts')).plansModule(),
      async () => (await import('../agents/index.ts')).contextsModule,
      async () => (await import('../agents/index.ts')).personasModule(),
    );
    const client = createLink(mcp);
    this.mcp = { required: true, client };
    this.planning = createPlanningEngine(client);
    this.agents = createAgentManager(client);
    this.plugins = createPluginSystem({ tonyVersion });
    this.orchestrator = options.orchestrator ?? null;
  }

  /** Turns one sentence into a checked, scheduled plan. */
  plan(goal: string, options?: PlanOptions): Promise<MadePlan> {
    return this.planning.plan(goal, options);
  }
}

function withoutMcp(): MosaicError {
  return new MosaicError(
    'precondition_failed',
    [
      'Tony needs MosAIc MCP; there is no standalone mode any more.',
      "In a program: import { createMCPServer } from '@mosaic/mcp'; new TonyFramework({ mcp: createMCPServer({ mode: 'local' }) }).",
      'On the command line: mosaic up, which createMCPServer then finds by itself.',
    ].join(' '),
  );
}
