import type { Writer } from '../../store/store.ts';
import { countInboxes } from './statements.ts';

/** What changed in the counts of one inbox. */
export interface InboxChange {
  open?: number;
  acknowledged?: number;
  expired?: number;
  dead?: number;
}

/** Changes of many inboxes, gathered so that each is written once. */
export type InboxChanges = Map<string, InboxChange>;

export function addChange(changes: InboxChanges, agentId: string, change: InboxChange): void {
  const before = changes.get(agentId) ?? {};
  const sum = (a = 0, b = 0) => a + b;
  changes.set(agentId, {
    open: sum(before.open, change.open),
    acknowledged: sum(before.acknowledged, change.acknowledged),
    expired: sum(before.expired, change.expired),
    dead: sum(before.dead, change.dead),
  });
}

/** Writes the changes; returns how many deliveries each inbox then has open. */
export async function applyChanges(
  store: Writer,
  tenant: string,
  changes: InboxChanges,
): Promise<ReadonlyMap<string, number>> {
  // In the order of ids, so that a run repeats exactly.
  const rows = [...changes]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([agentId, { open = 0, acknowledged = 0, expired = 0, dead = 0 }]) => [
      agentId,
      tenant,
      open,
      acknowledged,
      expired,
      dead,
    ]);
  const counted = await countInboxes.all(store, [], rows);
  return new Map(counted.map(({ agent_id, open }) => [agent_id, Number(open)]));
}
