import type { Lease, Task } from '@mosaic/contract';
import type { Selectable } from 'kysely';
import { toInstant } from '../../pipeline/clock.ts';
import type { TaskRow } from './tables.ts';

/** The fields of a task that are fixed when it is added. */
export type TaskSpec = Pick<
  Task,
  | 'type'
  | 'severity'
  | 'phase'
  | 'title'
  | 'finding'
  | 'component'
  | 'branch'
  | 'scope'
  | 'estimateTokens'
>;

/** Row and dependencies → the task as the contract shows it. */
export function toTask(row: Selectable<TaskRow>, dependsOn: readonly string[]): Task {
  const spec: TaskSpec = JSON.parse(row.spec);
  return {
    ...spec,
    id: row.id,
    projectId: row.project_id,
    missionId: row.mission_id,
    key: row.key,
    kind: row.kind,
    status: row.status,
    dependsOn: [...dependsOn],
    usedTokens: row.used_tokens === null ? null : Number(row.used_tokens),
    attempts: row.attempts,
    commit: row.commit_id,
    category: row.category as Task['category'],
    deferral: row.deferral === null ? null : JSON.parse(row.deferral),
    lastError: row.last_error,
    brief: row.brief === null ? null : JSON.parse(row.brief),
    lease: toLease(row),
    agentName: row.agent_name,
    startedAt: toInstant(numberOrNull(row.started_at)),
    completedAt: toInstant(numberOrNull(row.completed_at)),
    createdAt: toInstant(Number(row.created_at)),
  };
}

/** The lease in force; null when nobody holds the task. */
export function toLease(row: Selectable<TaskRow>): Lease | null {
  if (row.lease_run_id === null || row.lease_agent_id === null) return null;
  return {
    agentId: row.lease_agent_id,
    runId: row.lease_run_id,
    fencingToken: row.fencing_token,
    expiresAt: toInstant(Number(row.lease_expires_at)),
  };
}

function numberOrNull(value: number | null): number | null {
  return value === null ? null : Number(value);
}
