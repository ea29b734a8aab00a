import type { Job, Lease, Task } from '@mosaic/contract';
import type { Selectable } from 'kysely';
import { toInstant } from '../../pipeline/clock.ts';
import { isJobOver, stateOf } from './rules/place.ts';
import type { Requirement } from './rules/requirement.ts';
import type { TaskRow } from './tables.ts';

/** The fields of a task that are fixed when it is added. */
export type TaskSpec = Pick<
  Task,
  | 'type'
  | 'severity'
  | 'phase'
  | 'title'
  | 'finding'
  | 'node'
  | 'component'
  | 'branch'
  | 'scope'
  | 'estimateTokens'
>;

/** What a mission would say about a task and nobody says about a job. */
const noSpec: Omit<TaskSpec, 'title'> = {
  type: null,
  severity: null,
  phase: 0,
  finding: null,
  node: null,
  component: '',
  branch: '',
  scope: [],
  estimateTokens: null,
};

/** What a task shows that its own row does not hold. */
export interface TaskSurroundings {
  dependsOn: readonly string[];
  requirement: Requirement | null;
  /** End of the session that holds it, in milliseconds. */
  sessionEndsAt: number | null;
  now: number;
}

export function toTask(row: Selectable<TaskRow>, around: TaskSurroundings): Task {
  const spec: TaskSpec = JSON.parse(row.spec);
  return {
    ...noSpec,
    ...spec,
    id: row.id,
    projectId: row.project_id === '' ? null : row.project_id,
    missionId: row.mission_id === '' ? null : row.mission_id,
    key: row.job_key ?? row.key,
    kind: row.kind,
    status: row.status,
    dependsOn: [...around.dependsOn],
    usedTokens: row.used_tokens,
    attempts: row.attempts,
    commit: row.commit_id,
    category: row.category as Task['category'],
    deferral: row.deferral === null ? null : JSON.parse(row.deferral),
    skipReason: row.skip_reason,
    lastError: row.last_error,
    brief: row.brief === null ? null : JSON.parse(row.brief),
    lease: toLease(row, around.sessionEndsAt),
    job: row.kind === 'job' ? toJob(row, around) : null,
    agentName: row.agent_name,
    startedAt: toInstant(row.started_at),
    completedAt: toInstant(row.completed_at),
    createdAt: toInstant(row.created_at),
  };
}

function toJob(row: Selectable<TaskRow>, { requirement, now }: TaskSurroundings): Job {
  return {
    payload: JSON.parse(row.payload ?? '{}'),
    result: row.result === null ? null : JSON.parse(row.result),
    priority: row.priority,
    requires: [...(requirement?.capabilities ?? [])],
    labels: { ...requirement?.labels },
    availableAt: toInstant(row.available_at),
    attemptsMax: row.attempts_max,
    backOff: { firstMs: row.back_off_first_ms, maxMs: row.back_off_max_ms },
    leaseMs: row.lease_ms,
    scheduleId: row.schedule_id,
    state: stateOf(factsOf(row), now),
  };
}

/** The facts a row's place and state follow from. */
export function factsOf(row: Selectable<TaskRow>) {
  const isJob = row.kind === 'job';
  return {
    isOver: isJob ? isJobOver(row.status) : row.completed_at !== null,
    isOffered: isJob || row.offered_step !== null,
    isLeased: row.lease_session !== null,
    depsLeft: row.deps_left,
    availableAt: row.available_at,
  };
}

/** The lease in force; null when nobody holds the task. */
export function toLease(row: Selectable<TaskRow>, sessionEndsAt: number | null): Lease | null {
  if (row.lease_agent_id === null || row.lease_session === null) return null;
  const ends = [row.lease_expires_at, sessionEndsAt].filter((end) => end !== null);
  return {
    agentId: row.lease_agent_id,
    sessionId: row.lease_session,
    runId: row.lease_run_id,
    fencingToken: row.fencing_token,
    expiresAt: toInstant(Math.min(...(ends.length > 0 ? ends : [0]))),
  };
}
