import type { CommandContext } from '../../../pipeline/handler.ts';
import type { InboxChanges } from '../count-inboxes.ts';
import { findAble } from '../known-agents.ts';
import type { Candidate } from '../rules/choose-agent.ts';
import { openDeliveries } from './open-deliveries.ts';

/**
 * Agents online that are able to do this, with what they have to do.
 *
 * @param changes counts that are not written yet
 */
export async function candidatesFor(
  { call, store, principal }: CommandContext,
  capability: string,
  changes: InboxChanges = new Map(),
): Promise<Candidate[]> {
  const agents = await findAble(call, capability);
  const ids = agents.map(({ id }) => id);
  const open = await openDeliveries(store, principal.tenant, ids);
  return agents.map(({ id, tasksRunning }) => ({
    agentId: id,
    openDeliveries: (open.get(id) ?? 0) + (changes.get(id)?.open ?? 0),
    runningTasks: tasksRunning,
  }));
}
