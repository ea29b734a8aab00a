import { operations } from '@mosaic/contract';
import type { CommandContext } from '../../pipeline/handler.ts';

const agentPrefix = 'agt_';

/**
 * The key that tells an owner apart within its tenant. An agent is the same owner whoever calls
 * for it, and must be registered; any other name belongs to the principal that uses it.
 */
export async function ownerKeyOf(context: CommandContext, owner: string): Promise<string> {
  if (!owner.startsWith(agentPrefix)) return `${context.principal.name}/${owner}`;
  await context.call(operations.showAgent, { agentId: owner });
  return owner;
}
