import type { Selectable } from 'kysely';
import type { CommandContext, NewEvent } from '../../pipeline/handler.ts';
import { releaseDependents } from './dependents.ts';
import { endJobs } from './end-statements.ts';
import type { Ledger } from './ledger.ts';
import { backOffMs } from './rules/back-off.ts';
import { isJobOver, placeOf } from './rules/place.ts';
import { rankOf } from './rules/rank.ts';
import type { TaskRow } from './tables.ts';
import { inTenant, laneOfRow, subjectOf } from './task-store.ts';

type Row = Selectable<TaskRow>;

/** How an attempt at a job, or its waiting, ends. */
export type JobEnd =
  | { readonly how: 'done'; readonly result: string }
  | { readonly how: 'failed'; readonly error: string; readonly isRetryable: boolean }
  /** The agent was lost or gave it back: `isCounted` says whether that was an attempt. */
  | { readonly how: 'given-back'; readonly reason: string; readonly isCounted: boolean }
  | { readonly how: 'cancelled' }
  | { readonly how: 'redriven' };

/** What a row is changed to. */
interface Outcome {
  status: Row['status'];
  availableAt: number;
  attempts: number;
  lastError: string | null;
  result: string | null;
  event: Pick<NewEvent, 'type' | 'data'>;
}

/** Ends jobs, each in its way, in a constant number of statements. */
export async function endAll(
  context: CommandContext,
  ledger: Ledger,
  ends: readonly (readonly [Row, JobEnd])[],
): Promise<void> {
  if (ends.length === 0) return;
  const now = context.clock.now();
  const changes = ends.map(([row, end]) => {
    const outcome = outcomeOf(row, end, now, context.clock.random());
    const isOver = isJobOver(outcome.status);
    const { availableAt } = outcome;
    const facts = {
      isOver,
      isOffered: true,
      isLeased: false,
      depsLeft: row.deps_left,
      availableAt,
    };
    const to = placeOf(facts, now);
    const lane = laneOfRow(row);
    ledger.move(lane, row.place, to);
    if (isOver !== isJobOver(row.status)) ledger.open(lane, isOver ? -1 : 1);
    const { type, data } = outcome.event;
    inTenant(context, row.tenant).emit({
      ...subjectOf(row),
      type,
      agentId: row.lease_agent_id,
      data: { key: row.job_key ?? row.key, ...data },
    });
    return [
      row.id,
      outcome.status,
      to,
      availableAt,
      rankOf(availableAt, row.priority),
      outcome.attempts,
      isOver ? now : null,
      outcome.lastError,
      outcome.result,
    ];
  });
  await endJobs.all(context.store, [], changes);
  const settled = ends.filter(([, { how }]) => how === 'done');
  await releaseDependents(
    context,
    ledger,
    settled.map(([{ id }]) => id),
  );
}

function outcomeOf(row: Row, end: JobEnd, now: number, random: number): Outcome {
  const same = {
    availableAt: row.available_at,
    attempts: row.attempts,
    lastError: row.last_error,
    result: row.result,
  };
  // Whoever was asked to stop and did not finish has stopped.
  const isStopped = row.is_stop_requested === 1 && end.how !== 'done';
  if (end.how === 'cancelled' || isStopped) return settled('cancelled', same);
  if (end.how === 'done') return settled('done', { ...same, lastError: null, result: end.result });
  if (end.how === 'redriven') {
    const fresh = { ...same, attempts: 0, availableAt: now, result: null };
    return {
      ...fresh,
      status: 'not-started',
      event: { type: 'task.changed', data: { redriven: true } },
    };
  }
  const lastError = end.how === 'failed' ? end.error : end.reason;
  if (end.how === 'given-back' && !end.isCounted) {
    const attempts = Math.max(0, row.attempts - 1);
    const event = { type: 'task.released' as const, data: { reason: end.reason } };
    return { ...same, attempts, status: 'not-started', event };
  }
  const isDead = (end.how === 'failed' && !end.isRetryable) || row.attempts >= row.attempts_max;
  if (isDead) return settled('failed', { ...same, lastError });
  const pause = { firstMs: row.back_off_first_ms, maxMs: row.back_off_max_ms };
  const availableAt = now + backOffMs(pause, row.attempts, random);
  const data = { attempt: row.attempts, error: lastError.slice(0, 200), availableAt };
  const type = end.how === 'failed' ? 'task.changed' : 'task.expired';
  return { ...same, status: 'not-started', availableAt, lastError, event: { type, data } };
}

function settled(
  status: 'done' | 'failed' | 'cancelled',
  rest: Omit<Outcome, 'status' | 'event'>,
): Outcome {
  return { ...rest, status, event: { type: 'task.settled', data: { status } } };
}
