import { MosaicError, type Run } from '@mosaic/contract';
import type { Kysely, Selectable } from 'kysely';
import { toInstant } from '../../pipeline/clock.ts';
import type { Principal } from '../../pipeline/principal.ts';
import type { RunRow, RunTables } from './tables.ts';

export type RunReader = Kysely<RunTables>;

/** Whose runs, and where: every context of a handler is one. */
export interface RunScope {
  readonly store: RunReader;
  readonly principal: Pick<Principal, 'tenant'>;
}

export async function findRun(
  { store, principal }: RunScope,
  runId: string,
): Promise<Selectable<RunRow>> {
  const row = await store
    .selectFrom('run')
    .selectAll()
    .where('id', '=', runId)
    .where('tenant', '=', principal.tenant)
    .executeTakeFirst();
  if (!row) throw new MosaicError('not_found', `There is no run ${runId}.`);
  return row;
}

/**
 * The row, if the caller still holds it.
 *
 * A run is open exactly as long as its lease is: expiry, release and settlement
 * close it in the same transaction.
 */
export async function holdRun(
  scope: RunScope,
  runId: string,
  fencingToken: number,
): Promise<Selectable<RunRow>> {
  const row = await findRun(scope, runId);
  if (row.status === 'running' && row.fencing_token === fencingToken) return row;
  throw new MosaicError(
    'lease_lost',
    `Run ${runId} is ${row.status}; its fencing token is ${row.fencing_token}. Stop working on it.`,
    { details: { runId, status: row.status } },
  );
}

export async function changeRun(
  scope: RunScope,
  runId: string,
  change: Partial<Selectable<RunRow>>,
): Promise<Run> {
  await scope.store
    .updateTable('run')
    .set(change)
    .where('id', '=', runId)
    .where('tenant', '=', scope.principal.tenant)
    .execute();
  return toRun(await findRun(scope, runId));
}

export function toRun(row: Selectable<RunRow>): Run {
  return {
    id: row.id,
    taskId: row.task_id,
    missionId: row.mission_id,
    step: row.step,
    attempt: row.attempt,
    status: row.status,
    runtime: row.runtime,
    agentId: row.agent_id,
    agentName: row.agent_name,
    baseCommit: row.base_commit,
    commit: row.commit_id,
    usedTokens: row.used_tokens === null ? null : Number(row.used_tokens),
    contextPercent: row.context_percent,
    sandboxed: row.is_sandboxed === null ? null : row.is_sandboxed === 1,
    notes: row.notes,
    failure: row.failure === null ? null : JSON.parse(row.failure),
    startedAt: toInstant(Number(row.started_at)),
    finishedAt: row.finished_at === null ? null : toInstant(Number(row.finished_at)),
  };
}
