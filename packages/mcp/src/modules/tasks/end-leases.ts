import { operations } from '@mosaic/contract';
import type { Selectable } from 'kysely';
import type { CommandContext } from '../../pipeline/handler.ts';
import { endAll } from './end-jobs.ts';
import type { Ledger } from './ledger.ts';
import { place } from './rules/place.ts';
import type { TaskRow } from './tables.ts';
import { inTenant, laneOfRow, subjectOf, type TaskReader, unoffered } from './task-store.ts';

type Row = Selectable<TaskRow>;

export interface LeaseEnd {
  /** The agent was lost, or gave the task back itself. */
  how: 'lost' | 'released';
  reason: string;
}

/**
 * Ends leases before their tasks were done. Jobs go back to the line; a run counts as over,
 * its offer is gone, and the mission engine learns of it by the event.
 *
 * The count of tasks of the session is the caller's business: a session that is over has none.
 */
export async function endLeases(
  context: CommandContext,
  ledger: Ledger,
  rows: readonly Row[],
  end: LeaseEnd,
): Promise<void> {
  const jobs = rows.filter(({ kind }) => kind === 'job');
  const isCounted = end.how === 'lost';
  await endAll(
    context,
    ledger,
    jobs.map((row) => [row, { how: 'given-back', reason: end.reason, isCounted }]),
  );
  for (const row of rows) if (row.kind !== 'job') await endRun(context, ledger, row, end);
}

async function endRun(
  caller: CommandContext,
  ledger: Ledger,
  row: Row,
  { how, reason }: LeaseEnd,
): Promise<void> {
  const context = inTenant(caller, row.tenant);
  const store: TaskReader = context.store;
  await context.call(operations.loseRun, {
    runId: row.lease_run_id ?? '',
    status: how === 'lost' ? 'lost' : 'cancelled',
    reason,
  });
  ledger.move(laneOfRow(row), row.place, place.none);
  await store.updateTable('task').set(unoffered).where('id', '=', row.id).execute();
  context.emit({
    ...subjectOf(row),
    type: how === 'lost' ? 'task.expired' : 'task.released',
    runId: row.lease_run_id,
    agentId: row.lease_agent_id,
    data: how === 'lost' ? { key: row.key } : { key: row.key, reason },
  });
}

/** Takes tasks off the counts of the sessions that held them; returns who may go on by that. */
export async function countDown(
  context: CommandContext,
  rows: readonly Pick<Row, 'lease_session'>[],
): Promise<{ live: ReadonlyMap<string, number>; hasRoomAgain: boolean }> {
  const counts = new Map<string, number>();
  for (const { lease_session: id } of rows) {
    if (id !== null) counts.set(id, (counts.get(id) ?? 0) - 1);
  }
  if (counts.size === 0) return { live: new Map(), hasRoomAgain: false };
  const { live } = await context.call(operations.countAgents, {
    changes: [...counts].map(([sessionId, change]) => ({ sessionId, change })),
  });
  return {
    live: new Map(live.map(({ sessionId, expiresAt }) => [sessionId, Date.parse(expiresAt)])),
    hasRoomAgain: live.some(({ wantsMore }) => wantsMore),
  };
}
