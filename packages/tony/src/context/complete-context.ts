import type { ContextTemplate } from '@mosaic/contract';
import { contextTemplates } from './context-templates.ts';
import { mergePatch } from './merge-patch.ts';

/** What a new context needs from outside: nothing here reads a clock. */
export interface ContextOrigin {
  /** A UUID. */
  readonly sessionId: string;
  /** ISO 8601, UTC. */
  readonly at: string;
  /** Name of the agent that makes it. */
  readonly createdBy: string;
}

/**
 * Lays what is particular over the template and fills in what every context has. The result is not
 * checked: that is what `checkContext` is for.
 */
export function completeContext(
  given: Readonly<Record<string, unknown>>,
  template: ContextTemplate | null,
  origin: ContextOrigin,
): unknown {
  const base = {
    schema_version: '1.0.0',
    session: {
      session_id: origin.sessionId,
      parent_agent_id: agentName(origin.createdBy),
      timestamp: origin.at,
    },
    ...(template === null ? {} : contextTemplates[template]),
    metadata: { created_by: origin.createdBy.slice(0, 200) },
  };
  return mergePatch(base, given);
}

/** A name as the schema wants it, from any. */
export function agentName(name: string): string {
  const plain = name
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^[^a-z]+|-+$/g, '')
    .slice(0, 60);
  return plain === '' ? 'agent' : plain;
}
