import { operations } from '@mosaic/contract';
import type { Selectable } from 'kysely';
import { type CommandContext, command, type Handler } from '../../pipeline/handler.ts';
import { sizedStatement } from '../../store/sized-statement.ts';
import { readyTopic } from './claim.ts';
import { endAll, type JobEnd } from './end-jobs.ts';
import { countDown } from './end-leases.ts';
import { notAJob, refuse, requireSome } from './finish.ts';
import { createLedger } from './ledger.ts';
import { isJobOver } from './rules/place.ts';
import type { TaskRow } from './tables.ts';
import { findTasks, unknownTask } from './task-store.ts';

type Row = Selectable<TaskRow>;

const requestStop = sizedStatement<never>(
  'task.requestStop',
  0,
  (list) => `update task set is_stop_requested = 1 where id in (${list})`,
);

/** Calling jobs off, and giving dead ones another chance. */
export const callOffHandlers: readonly Handler[] = [
  command(operations.cancelTasks, (context, { taskIds, mode }) =>
    change(context, taskIds, { how: 'cancelled' }, (row) => {
      if (isJobOver(row.status)) return 'leave';
      return row.lease_session !== null && mode === 'polite' ? 'ask' : 'end';
    }),
  ),

  command(operations.redriveTasks, (context, { taskIds }) =>
    change(context, taskIds, { how: 'redriven' }, (row) =>
      row.status === 'failed' || row.status === 'cancelled' ? 'end' : 'leave',
    ),
  ),
];

/** `ask` requests a stop, `leave` changes nothing. */
type Treatment = 'end' | 'ask' | 'leave';

async function change(
  context: CommandContext,
  taskIds: readonly string[],
  end: JobEnd,
  treatmentOf: (row: Row) => Treatment,
) {
  const ids = [...new Set(taskIds)];
  const rows = await findTasks(context, ids);
  const verdicts = { accepted: [] as string[], refused: [] };
  const byTreatment: Record<Treatment, Row[]> = { end: [], ask: [], leave: [] };
  for (const id of ids) {
    const row = rows.get(id);
    if (!row) refuse(verdicts, id, unknownTask(id));
    else if (row.kind !== 'job') refuse(verdicts, id, notAJob(row));
    else {
      byTreatment[treatmentOf(row)].push(row);
      verdicts.accepted.push(id);
    }
  }
  requireSome(verdicts, 0);
  await requestStop.all(
    context.store,
    [],
    byTreatment.ask.map(({ id }) => id),
  );
  const ended = byTreatment.end;
  const { hasRoomAgain } = await countDown(context, ended);
  const ledger = createLedger();
  await endAll(
    context,
    ledger,
    ended.map((row) => [row, end]),
  );
  const { hasRoomAgain: isBelowLimit } = await ledger.flush(context.store);
  if (hasRoomAgain || isBelowLimit || ledger.becameReady > 0) context.hint(readyTopic);
  if (ended.length + byTreatment.ask.length === 0) context.quiet();
  const [first] = verdicts.accepted;
  if (first !== undefined) context.target(first);
  return verdicts;
}
