import { operations } from '@mosaic/contract';
import type { Selectable } from 'kysely';
import { type CommandContext, command, type Handler, query } from '../../pipeline/handler.ts';
import { sizedStatement } from '../../store/sized-statement.ts';
import { statement } from '../../store/statement.ts';
import { readyTopic } from './claim.ts';
import { toLease } from './convert.ts';
import { countDown, endLeases } from './end-leases.ts';
import { createLedger } from './ledger.ts';
import { taskLimits } from './limits.ts';
import { place } from './rules/place.ts';
import { holds, leaseLost } from './rules.ts';
import type { TaskRow } from './tables.ts';
import {
  changeTask,
  findTask,
  laneOfRow,
  loadTask,
  type TaskReader,
  unoffered,
} from './task-store.ts';

type Row = Selectable<TaskRow>;

/** Younger leases may belong to a claim whose answer is under way, in milliseconds. */
const answerMsMax = 15_000;

const heldBy = sizedStatement<Row>(
  'task.heldBy',
  0,
  (list) => `select * from task where place = 4 and lease_session in (${list})`,
);

/** Leases that tasks asked for themselves and that ran out: $1 now, $2 how many. */
const ranOut = statement<Row>(
  'task.ranOut',
  `select * from task where lease_expires_at is not null and lease_expires_at < $1
   order by lease_expires_at limit $2`,
);

/** $1 task, $2 end. */
const extend = statement<never>(
  'task.extend',
  'update task set lease_expires_at = $2 where id = $1',
);

/** Keeping, giving back and ending leases. */
export const leaseHandlers: readonly Handler[] = [
  command(operations.heartbeatTask, async (context, { taskId, fencingToken }) => {
    context.quiet();
    const row = await findTask(context, taskId);
    const sessionEndsAt = await renewSession(context, row, fencingToken);
    const leaseEndsAt = row.lease_ms === null ? null : context.clock.now() + row.lease_ms;
    if (leaseEndsAt !== null) await extend.all(context.store, [taskId, leaseEndsAt]);
    const lease = toLease({ ...row, lease_expires_at: leaseEndsAt }, sessionEndsAt);
    if (!lease) throw new Error(`${taskId} has a lease without a holder`);
    return { lease, isStopRequested: row.is_stop_requested === 1 };
  }),

  command(operations.releaseTask, async (context, { taskId, fencingToken, reason }) => {
    const row = await findTask(context, taskId);
    await renewSession(context, row, fencingToken);
    await giveBack(context, [row], { how: 'released', reason });
    return loadTask(context, taskId);
  }),

  command(operations.freeTask, async (context, { taskId, runId, usedTokens }) => {
    const row = await findTask(context, taskId);
    if (row.lease_run_id !== runId) return loadTask(context, taskId);
    const used = usedTokens === null ? row.used_tokens : (row.used_tokens ?? 0) + usedTokens;
    const { hasRoomAgain } = await countDown(context, [row]);
    const ledger = createLedger();
    ledger.move(laneOfRow(row), row.place, place.none);
    const { hasRoomAgain: isBelowLimit } = await ledger.flush(context.store);
    if (hasRoomAgain || isBelowLimit) context.hint(readyTopic);
    return changeTask(context, taskId, { ...unoffered, used_tokens: used });
  }),

  command(operations.revokeTasks, async (context, { sessionIds, reason }) => {
    context.quiet();
    const rows = await heldBy.all(context.store, [], sessionIds);
    await end(context, rows, { how: 'lost', reason });
    return { ended: rows.length };
  }),

  command(operations.reconcileTasks, async (context, { sessionId, holding }) => {
    context.quiet();
    const known = new Set(holding);
    const oldest = context.clock.now() - answerMsMax;
    const rows = (await heldBy.all(context.store, [], [sessionId])).filter(
      ({ id, leased_at }) => !known.has(id) && (leased_at ?? 0) < oldest,
    );
    await giveBack(context, rows, {
      how: 'released',
      reason: 'The agent does not have it: the answer to its claim was lost.',
    });
    return { ended: rows.length };
  }),

  query(operations.stoppingTasks, async ({ store }, { sessionId }) => {
    const tasks: TaskReader = store;
    const rows = await tasks
      .selectFrom('task')
      .select('id')
      .where('lease_session', '=', sessionId)
      .where('place', '=', place.leased)
      .where('is_stop_requested', '=', 1)
      .execute();
    return { taskIds: rows.map(({ id }) => id) };
  }),

  command(operations.expireTasks, expire, { isForAllTenants: true }),
];

/** Ends what lapsed with its session, and what ran out by itself. */
async function expire(context: CommandContext) {
  const { sessions, hasMore } = await context.call(operations.lapseAgents, {});
  const lapsed = await heldBy.all(
    context.store,
    [],
    sessions.map(({ sessionId }) => sessionId),
  );
  const reason = 'The lease lapsed: the runner went silent.';
  for (const [tenant, rows] of byTenant(lapsed)) {
    await end(context.forTenant(tenant), rows, { how: 'lost', reason });
  }
  const now = context.clock.now();
  const late = await ranOut.all(context.store, [now, taskLimits.sweepMax]);
  for (const [tenant, rows] of byTenant(late)) {
    await giveBack(context.forTenant(tenant), rows, { how: 'lost', reason });
  }
  const expired = lapsed.length + late.length;
  if (expired === 0) context.quiet();
  return { expired, hasMore: hasMore || late.length === taskLimits.sweepMax };
}

function byTenant(rows: readonly Row[]): ReadonlyMap<string, Row[]> {
  return Map.groupBy(rows, ({ tenant }) => tenant);
}

/** Ends leases of sessions that live on. */
async function giveBack(
  context: CommandContext,
  rows: readonly Row[],
  how: Parameters<typeof endLeases>[3],
): Promise<void> {
  const { hasRoomAgain } = await countDown(context, rows);
  if (hasRoomAgain) context.hint(readyTopic);
  await end(context, rows, how);
}

async function end(
  context: CommandContext,
  rows: readonly Row[],
  how: Parameters<typeof endLeases>[3],
): Promise<void> {
  if (rows.length === 0) return;
  const ledger = createLedger();
  await endLeases(context, ledger, rows, how);
  await ledger.flush(context.store);
  context.hint(readyTopic);
}

/**
 * Renews the session that holds a task and says when it ends.
 *
 * @throws `lease_lost` unless the caller holds it
 */
async function renewSession(
  context: CommandContext,
  row: Row,
  fencingToken: number,
): Promise<number> {
  const facts = {
    id: row.id,
    fencingToken: row.fencing_token,
    sessionId: row.lease_session,
    expiresAt: row.lease_expires_at,
  };
  const lost = leaseLost(row.id, fencingToken);
  if (!holds(facts, fencingToken, true, context.clock.now())) throw lost;
  const { agents } = await context.call(operations.holdAgents, {
    agents: [{ agentId: row.lease_agent_id ?? '', isAlive: true }],
  });
  const [held] = agents;
  if (!held || 'code' in held || held.sessionId !== row.lease_session) throw lost;
  return Date.parse(held.expiresAt);
}
