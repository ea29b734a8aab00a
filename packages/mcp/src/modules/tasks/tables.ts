import type { AnyTaskStatus, TaskKind } from '@mosaic/contract';
import type { Generated } from 'kysely';
import type { PlaceCode } from './rules/place.ts';

export interface TaskRow {
  position: Generated<number>;
  tenant: string;
  id: string;
  /** Empty where a job belongs to no project. */
  project_id: string;
  /** Empty for a job. */
  mission_id: string;
  key: string;
  kind: TaskKind;
  status: AnyTaskStatus;
  /** The fields that never change, as JSON. */
  spec: string;
  /** The offered run, as JSON; null when nothing is offered. */
  brief: string | null;
  offered_step: string | null;
  offered_runtime: string | null;
  /** Last attempt ever offered, by step, as JSON: none becomes claimable twice. */
  offers: string;
  fencing_token: number;
  lease_agent_id: string | null;
  /** Session that holds the task. */
  lease_session: string | null;
  lease_run_id: string | null;
  leased_at: number | null;
  /** Only where the task asked for a lease of its own. */
  lease_expires_at: number | null;
  is_stop_requested: number;
  agent_name: string | null;
  attempts: number;
  used_tokens: number | null;
  commit_id: string | null;
  category: string | null;
  deferral: string | null;
  skip_reason: string | null;
  last_error: string | null;
  started_at: number | null;
  completed_at: number | null;
  created_at: number;
  /** Id of the lane it waits in; empty while nothing is offered. */
  lane: string;
  place: PlaceCode;
  rank: number;
  deps_left: number;
  deps_total: number;
  available_at: number;
  priority: number;
  attempts_max: number;
  back_off_first_ms: number;
  back_off_max_ms: number;
  lease_ms: number | null;
  requirement: string;
  schedule_id: string | null;
  job_key: string | null;
  payload: string | null;
  result: string | null;
}

/** What tells tenants, projects and lanes apart in `task_share`. */
export const level = { tenant: 0, project: 1, lane: 2 } as const;

/** Counts and turns of a tenant, of one of its projects, or of a lane: the tasks of a project that ask for the same. */
export interface ShareRow {
  id: string;
  tenant: string;
  level: number;
  project_id: string;
  requirement: string;
  ready_count: number;
  running_count: number;
  /** Jobs that are not over. */
  open_count: number;
  running_max: number | null;
  weight: number;
  virtual_time: number;
  /** Virtual time of the last turn among those below. */
  floor: number;
}

export interface TaskTables {
  task: TaskRow;
  task_dependency: { task_id: string; depends_on: string };
  task_requirement: { tenant: string; id: string; text: string };
  task_share: ShareRow;
}
