import { limits, MosaicError, operations } from '@mosaic/contract';
import type { Selectable } from 'kysely';
import { type CommandContext, command, type Handler } from '../../pipeline/handler.ts';
import { readyTopic } from './claim.ts';
import { endAll, type JobEnd } from './end-jobs.ts';
import { countDown } from './end-leases.ts';
import { createLedger } from './ledger.ts';
import { holds, leaseLost } from './rules.ts';
import type { TaskRow } from './tables.ts';
import { findTasks, unknownTask } from './task-store.ts';

type Row = Selectable<TaskRow>;

interface Refusal {
  taskId: string;
  code: 'not_found' | 'lease_lost' | 'conflict';
  message: string;
}

interface Verdicts {
  accepted: string[];
  refused: Refusal[];
}

/** Handing results in. */
export const finishHandlers: readonly Handler[] = [
  command(operations.completeTasks, (context, { tasks }) =>
    endHeld(
      context,
      tasks.map(({ taskId, fencingToken, result }) => ({
        taskId,
        fencingToken,
        end: { how: 'done', result: resultText(taskId, result) },
        isRepeat: (row) => row.status === 'done',
      })),
    ),
  ),

  command(operations.failTasks, (context, { tasks }) =>
    endHeld(
      context,
      tasks.map(({ taskId, fencingToken, error, isRetryable }) => ({
        taskId,
        fencingToken,
        end: { how: 'failed', error, isRetryable },
        isRepeat: (row) => row.lease_session === null && row.last_error === error,
      })),
    ),
  ),
];

interface Ended {
  taskId: string;
  fencingToken: number;
  end: JobEnd;
  /** The same was said before and took effect. */
  isRepeat: (row: Row) => boolean;
}

function resultText(taskId: string, result: Record<string, unknown>): string {
  const text = JSON.stringify(result);
  if (text.length <= limits.payloadCharsMax) return text;
  throw new MosaicError(
    'too_large',
    `The result of ${taskId} has ${text.length} characters as JSON; ${limits.payloadCharsMax} are allowed. Store it elsewhere and hand in where it is.`,
  );
}

/** Ends those that the caller holds and refuses the others. */
async function endHeld(context: CommandContext, ended: readonly Ended[]): Promise<Verdicts> {
  const rows = await findTasks(
    context,
    ended.map(({ taskId }) => taskId),
  );
  const held: (readonly [Row, JobEnd])[] = [];
  const verdicts: Verdicts = { accepted: [], refused: [] };
  const seen = new Set<string>();
  const candidates = ended.filter(({ taskId, fencingToken, isRepeat }) => {
    const row = rows.get(taskId);
    if (seen.has(taskId)) return false;
    seen.add(taskId);
    if (!row) return refuse(verdicts, taskId, unknownTask(taskId));
    if (row.kind !== 'job') return refuse(verdicts, taskId, notAJob(row));
    if (row.fencing_token === fencingToken && isRepeat(row)) {
      verdicts.accepted.push(taskId);
      return false;
    }
    return row.fencing_token === fencingToken && row.lease_session !== null
      ? true
      : refuse(verdicts, taskId, leaseLost(taskId, fencingToken));
  });
  const { live, hasRoomAgain } = await countDown(
    context,
    candidates.flatMap(({ taskId }) => rows.get(taskId) ?? []),
  );
  const now = context.clock.now();
  for (const { taskId, fencingToken, end } of candidates) {
    const row = rows.get(taskId);
    if (!row) continue;
    const isLive = live.has(row.lease_session ?? '');
    const facts = {
      id: taskId,
      fencingToken: row.fencing_token,
      sessionId: row.lease_session,
      expiresAt: row.lease_expires_at,
    };
    if (holds(facts, fencingToken, isLive, now)) held.push([row, end]);
    else refuse(verdicts, taskId, leaseLost(taskId, fencingToken));
  }
  requireSome(verdicts, held.length);
  const ledger = createLedger();
  await endAll(context, ledger, held);
  const { hasRoomAgain: isBelowLimit } = await ledger.flush(context.store);
  if (hasRoomAgain || isBelowLimit || ledger.becameReady > 0) context.hint(readyTopic);
  verdicts.accepted.push(...held.map(([{ id }]) => id));
  if (held.length === 0) context.quiet();
  const [first] = held;
  if (first) context.target(first[0].id);
  return verdicts;
}

/** Notes a refusal; false, so that it can stand for "not a candidate". */
export function refuse(verdicts: Verdicts, taskId: string, error: MosaicError): false {
  const code = error.code as Refusal['code'];
  verdicts.refused.push({ taskId, code, message: error.message });
  return false;
}

/** When everything is refused the call fails, so that a caller with one task need not look. */
export function requireSome(verdicts: Verdicts, changed: number): void {
  const [first] = verdicts.refused;
  if (!first || changed > 0 || verdicts.accepted.length > 0) return;
  throw new MosaicError(first.code, first.message, { details: { taskId: first.taskId } });
}

export function notAJob(row: Pick<Row, 'key' | 'id'>): MosaicError {
  return new MosaicError(
    'conflict',
    `${row.key} belongs to a mission, which decides about it. Finish its run, or stop the mission.`,
    { details: { taskId: row.id } },
  );
}
