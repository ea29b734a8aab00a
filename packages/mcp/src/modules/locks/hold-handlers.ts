import { operations } from '@mosaic/contract';
import { toInstant } from '../../pipeline/clock.ts';
import { type CommandContext, command, type Handler } from '../../pipeline/handler.ts';
import { statement } from '../../store/statement.ts';
import { endAllLapsed, endAndPromote } from './end-lapsed.ts';
import { lockLimits } from './limits.ts';
import { openBook } from './lock-book.ts';
import {
  isOver,
  keepUntil,
  leaseLost,
  removeOwnHold,
  requirePrincipal,
  selectEnding,
  selectHold,
  toHold,
} from './shares.ts';
import type { ShareRow } from './tables.ts';

const forgetEnded = statement<never>(
  'lock forget ended',
  `delete from lock_ended where (tenant, hold_id) in (
    select tenant, hold_id from lock_ended where ended_at < $1 order by ended_at limit $2
  )`,
);

/** Keeping, giving back and taking away. */
export const holdHandlers: readonly Handler[] = [
  command(operations.renewLock, async (context, { holdId, ttlMs }) => {
    context.quiet();
    const { store, principal, clock } = context;
    const rows = await selectHold.all(store, [principal.tenant, holdId]);
    const [row] = rows;
    const now = clock.now();
    if (!row) throw leaseLost(holdId);
    requirePrincipal(row, principal.name);
    if (row.is_waiting === 1 || isOver(row, now)) throw leaseLost(holdId);
    const kept = { ttl_ms: ttlMs ?? row.ttl_ms, expires_at: now + (ttlMs ?? row.ttl_ms) };
    await keepUntil.all(store, [row.tenant, holdId, kept.expires_at, kept.ttl_ms]);
    return toHold(rows.map((share) => ({ ...share, ...kept })));
  }),

  command(operations.releaseLock, async (context, { holdId }) => {
    context.target(holdId);
    const { store, principal } = context;
    const rows = await removeOwnHold.all(store, [principal.tenant, holdId, principal.name]);
    if (rows.length === 0) return releasedBefore(context, holdId);
    if (rows.some((row) => isOver(row, context.clock.now()))) throw leaseLost(holdId);
    return end(context, rows, 'released');
  }),

  command(operations.breakLock, async (context, { holdId }) => {
    context.target(holdId);
    const { store, principal } = context;
    const found = await selectHold.all(store, [principal.tenant, holdId]);
    const [row] = found;
    if (!row) throw leaseLost(holdId);
    const own = [principal.tenant, holdId, row.principal];
    return end(context, await removeOwnHold.all(store, own), 'broken');
  }),

  command(
    operations.expireLocks,
    async (context) => {
      const expired = await endAllLapsed(context, lockLimits.expireBatch);
      const before = context.clock.now() - lockLimits.endedKeptMs;
      await forgetEnded.all(context.store, [before, lockLimits.expireBatch]);
      if (expired === 0) context.quiet();
      return { expired };
    },
    { isForAllTenants: true },
  ),
];

async function end(
  context: CommandContext,
  rows: readonly ShareRow[],
  ending: 'released' | 'broken',
) {
  const [row] = rows;
  if (!row) throw new Error('A hold has at least one lock');
  const book = await openBook(
    context.store,
    row.tenant,
    rows.map(({ lock_id }) => lock_id),
  );
  await endAndPromote(context, book, rows, ending, { areRemoved: true });
  await book.flush();
  return { holdId: row.hold_id, releasedAt: toInstant(context.clock.now()) };
}

/** Nothing to release: because that was done before, or because it was never this principal's. */
async function releasedBefore({ store, principal, quiet }: CommandContext, holdId: string) {
  const [[held], [ended]] = await Promise.all([
    selectHold.all(store, [principal.tenant, holdId]),
    selectEnding.all(store, [principal.tenant, holdId]),
  ]);
  if (held) requirePrincipal(held, principal.name);
  if (ended?.ending !== 'released' || ended.principal !== principal.name) {
    throw leaseLost(holdId);
  }
  quiet();
  return { holdId, releasedAt: toInstant(ended.ended_at) };
}
