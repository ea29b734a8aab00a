import type { Writer } from '../../store/store.ts';
import { countInboxes } from './statements.ts';

/** What changed in the counts of one inbox. */
export interface InboxChange {
  readonly open?: number;
  readonly acknowledged?: number;
  readonly expired?: number;
  readonly dead?: number;
}

/** Whose inbox. */
export interface InboxOwner {
  readonly tenant: string;
  readonly agentId: string;
}

/** Changes of many inboxes by agent, gathered so that each is written once. */
export type InboxChanges = Map<string, InboxOwner & Required<InboxChange>>;

export function addChange(changes: InboxChanges, owner: InboxOwner, change: InboxChange): void {
  const before = changes.get(owner.agentId);
  changes.set(owner.agentId, {
    ...owner,
    open: (before?.open ?? 0) + (change.open ?? 0),
    acknowledged: (before?.acknowledged ?? 0) + (change.acknowledged ?? 0),
    expired: (before?.expired ?? 0) + (change.expired ?? 0),
    dead: (before?.dead ?? 0) + (change.dead ?? 0),
  });
}

/** Writes the changes; returns how many deliveries each inbox then has open. */
export async function applyChanges(
  store: Writer,
  changes: InboxChanges,
): Promise<ReadonlyMap<string, number>> {
  // In the order of ids, so that a run repeats exactly.
  const rows = [...changes.values()]
    .sort((a, b) => (a.agentId < b.agentId ? -1 : 1))
    .map((each) => [
      each.agentId,
      each.tenant,
      each.open,
      each.acknowledged,
      each.expired,
      each.dead,
    ]);
  const counted = await countInboxes.all(store, [], rows);
  return new Map(counted.map(({ agent_id, open }) => [agent_id, Number(open)]));
}

/** Writes the change of one inbox. */
export async function applyChange(
  store: Writer,
  owner: InboxOwner,
  change: InboxChange,
): Promise<void> {
  const changes: InboxChanges = new Map();
  addChange(changes, owner, change);
  await applyChanges(store, changes);
}
