import { MosaicError, operations } from '@mosaic/contract';
import { type CommandContext, command, type Handler } from '../../pipeline/handler.ts';
import { begin } from './begin.ts';
import { lockLimits } from './limits.ts';
import { turnTopic } from './promote.ts';
import {
  type AcquireInput,
  isOver,
  keepUntil,
  leaseLost,
  requirePrincipal,
  selectEnding,
  selectHold,
  toHold,
} from './shares.ts';
import type { ShareRow } from './tables.ts';

/** The ticket of one call. */
interface Ticket {
  readonly id: string;
  readonly tenant: string;
  /** Whether the store may have it already: given by the caller, or put into the queue before. */
  mayBeKnown: boolean;
}

/**
 * `lock.acquire`: gives the hold, or keeps the place in the queue until its turn comes.
 *
 * The ticket is chosen before the first look, so that later looks of the same call find their
 * own place, and a waiter is woken by its own turn only.
 */
export const acquireHandler: Handler = command(
  operations.acquireLock,
  async (context, input, ticket: Ticket) => {
    context.target(ticket.id);
    const known = ticket.mayBeKnown ? await findKnown(context, ticket.id) : [];
    ticket.mayBeKnown = true;
    return known.length > 0 ? goOn(context, known, input) : begin(context, ticket.id, input);
  },
  {
    before: async ({ clock, principal }, input): Promise<Ticket> => ({
      id: input.ticket ?? clock.newId('hold'),
      tenant: principal.tenant,
      mayBeKnown: input.ticket !== undefined,
    }),
    longPoll: {
      topic: (_input, { tenant, id }) => turnTopic(tenant, id),
      waitMs: ({ waitMs }) => waitMs,
      isEmpty: ({ isWaiting }) => isWaiting,
      answer: async ({ store, clock, principal }, { locks }, { tenant, id }) => {
        const rows = await selectHold.all(store, [tenant, id]);
        const [row] = rows;
        if (row?.is_waiting !== 0 || !hasTimeLeft(row, clock.now())) return null;
        requirePrincipal(row, principal.name);
        requireSameLocks(rows, locks);
        return { ticket: id, hold: toHold(rows), isWaiting: false };
      },
      hasNews: async ({ store, clock }, _input, { tenant, id }) => {
        const [row] = await selectHold.all(store, [tenant, id]);
        const isStillWaiting = row?.is_waiting === 1;
        return !isStillWaiting || row.expires_at - clock.now() < lockLimits.placeKeptMs / 2;
      },
    },
  },
);

async function findKnown(
  { store, principal }: CommandContext,
  ticket: string,
): Promise<ShareRow[]> {
  const [rows, [ending]] = await Promise.all([
    selectHold.all(store, [principal.tenant, ticket]),
    selectEnding.all(store, [principal.tenant, ticket]),
  ]);
  if (ending) throw leaseLost(ticket);
  return rows;
}

/**
 * The ticket is in the queue, or its turn has come meanwhile; asking keeps either alive.
 *
 * A hold that was just given has enough time left, so that picking it up writes nothing: between
 * two holders there is one commit, that of the release.
 */
async function goOn(
  context: CommandContext,
  rows: readonly ShareRow[],
  { waitMs, locks }: AcquireInput,
) {
  const { store, principal, clock } = context;
  const [row] = rows;
  if (!row) throw new Error('A ticket has at least one lock');
  const now = clock.now();
  requirePrincipal(row, principal.name);
  requireSameLocks(rows, locks);
  if (isOver(row, now)) throw leaseLost(row.hold_id);
  context.quiet();
  const isWaiting = row.is_waiting === 1;
  const wanted = now + (isWaiting ? waitMs + lockLimits.placeKeptMs : row.ttl_ms);
  const isEnough = !isWaiting && hasTimeLeft(row, now);
  const until = isEnough ? row.expires_at : wanted;
  if (!isEnough) await keepUntil.all(store, [row.tenant, row.hold_id, until, row.ttl_ms]);
  if (isWaiting) return { ticket: row.hold_id, hold: null, isWaiting };
  const hold = toHold(rows.map((share) => ({ ...share, expires_at: until })));
  return { ticket: row.hold_id, hold, isWaiting };
}

/** Long enough to be handed out as it is. */
function hasTimeLeft(row: ShareRow, now: number): boolean {
  return row.expires_at - now >= row.ttl_ms / 2;
}

function requireSameLocks(rows: readonly ShareRow[], locks: AcquireInput['locks']): void {
  const wanted = new Map(locks.map(({ lockId, count }) => [lockId, count]));
  const isSame =
    wanted.size === rows.length &&
    rows.every(({ lock_id, count }) => wanted.get(lock_id) === count);
  if (isSame) return;
  throw new MosaicError(
    'conflict',
    `The ticket ${rows[0]?.hold_id} is for other locks. Use a new ticket for another wish.`,
    { details: { reason: 'other_locks' } },
  );
}
