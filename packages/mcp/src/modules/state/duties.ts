import { operations } from '@mosaic/contract';
import { type CommandContext, command, type Handler } from '../../pipeline/handler.ts';
import { statement } from '../../store/statement.ts';
import { type StateBounds, stateLimits } from './limits.ts';
import { loadKeys } from './load-keys.ts';
import { forgettable, isLive, type KeyWrite } from './rules.ts';
import { storeWrites } from './store-writes.ts';
import { changedTopic } from './topic.ts';

interface Room {
  tenant: string;
  namespace: string;
}

const selectExpired = statement<Room & { key: string }>(
  'state expired',
  `select tenant, namespace, key from state_entry
  where expires_at is not null and expires_at <= $1 order by expires_at limit $2`,
);

const selectOverfull = statement<Room & { changes: number; version_floor: number }>(
  'state overfull',
  `select tenant, namespace, changes, version_floor from state_namespace
  where changes > $1 or (changes > 0 and oldest_at < $2) order by oldest_at limit $3`,
);

const selectOldest = statement<{
  revision: number;
  version: number;
  change: string;
  changed_at: number;
}>(
  'state oldest changes',
  `select revision, version, change, changed_at from state_change
  where tenant = $1 and namespace = $2 order by revision limit $3`,
);

const forgetUpTo = statement<never>(
  'state forget',
  'delete from state_change where tenant = $1 and namespace = $2 and revision <= $3',
);

const noteForgotten = statement<never>(
  'state forgotten',
  `update state_namespace set changes = changes - $3, oldest_at = $4, compacted_revision = $5,
    version_floor = $6
  where tenant = $1 and namespace = $2`,
);

/** What the hub does by itself, for all tenants. */
export function dutyHandlers(bounds: StateBounds): readonly Handler[] {
  return [
    command(
      operations.expireState,
      async (context) => {
        const now = context.clock.now();
        const due = await selectExpired.all(context.store, [now, stateLimits.expireBatch]);
        if (due.length === 0) context.quiet();
        let expired = 0;
        for (const [room, keys] of byRoom(due)) {
          expired += await expireKeys(context, room, keys, bounds);
        }
        return { expired };
      },
      { isForAllTenants: true },
    ),

    command(
      operations.compactState,
      async (context) => {
        const olderThan = context.clock.now() - bounds.changeAgeMsMax;
        const rooms = await selectOverfull.all(context.store, [
          bounds.changesMax,
          olderThan,
          stateLimits.compactNamespaces,
        ]);
        if (rooms.length === 0) context.quiet();
        let removed = 0;
        for (const room of rooms) {
          const excess = Math.max(0, room.changes - bounds.changesMax);
          removed += await forgetOldest(context, room, { excess, olderThan });
        }
        return { removed };
      },
      { isForAllTenants: true },
    ),
  ];
}

async function expireKeys(
  context: CommandContext,
  { tenant, namespace }: Room,
  keys: readonly string[],
  bounds: StateBounds,
): Promise<number> {
  const at = context.clock.now();
  const states = await loadKeys(context.store, tenant, namespace, keys);
  const writes = [...states.values()]
    .filter((state) => !isLive(state, at))
    .map(({ key }): KeyWrite => {
      return { key, change: 'expired', text: null, bytes: 0, expiresAt: null };
    });
  const scope = { tenant, namespace, by: context.principal.name, at };
  const receipts = await storeWrites(context.store, scope, states, writes, bounds);
  context.hint(changedTopic({ tenant, namespace }));
  return receipts.length;
}

/** Takes the oldest changes away, a bounded number at a time, and notes what that makes unknown. */
async function forgetOldest(
  { store, clock }: CommandContext,
  room: Room & { version_floor: number },
  until: { excess: number; olderThan: number },
): Promise<number> {
  const { tenant, namespace } = room;
  const oldest = await selectOldest.all(store, [tenant, namespace, stateLimits.compactBatch + 1]);
  const count = Math.min(
    stateLimits.compactBatch,
    forgettable(
      oldest.map(({ changed_at }) => changed_at),
      until,
    ),
  );
  const gone = oldest.slice(0, count);
  const boundary = gone.at(-1)?.revision;
  if (boundary === undefined) return 0;
  const floor = gone
    .filter(({ change }) => change !== 'set')
    .reduce((most, { version }) => Math.max(most, version), room.version_floor);
  const oldestAt = oldest[count]?.changed_at ?? clock.now();
  await forgetUpTo.all(store, [tenant, namespace, boundary]);
  await noteForgotten.all(store, [tenant, namespace, count, oldestAt, boundary, floor]);
  return count;
}

function byRoom(due: readonly (Room & { key: string })[]): [Room, string[]][] {
  const rooms = new Map<string, [Room, string[]]>();
  for (const { tenant, namespace, key } of due) {
    const name = JSON.stringify([tenant, namespace]);
    const [room, keys] = rooms.get(name) ?? [{ tenant, namespace }, []];
    rooms.set(name, [room, [...keys, key]]);
  }
  return [...rooms.values()];
}
