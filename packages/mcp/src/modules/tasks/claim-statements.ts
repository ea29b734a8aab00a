import type { Selectable } from 'kysely';
import { rowsStatement, sizedStatement } from '../../store/sized-statement.ts';
import { statement } from '../../store/statement.ts';
import type { TaskRow } from './tables.ts';

/** A lane that has ready tasks, with the project it belongs to. */
export interface LaneRow {
  lane: string;
  requirement: string;
  ready_count: number;
  project_share: string;
  project_id: string;
  virtual_time: number;
  running_count: number;
  running_max: number | null;
  weight: number;
}

/**
 * Lanes an agent fits, of the projects that are next in turn and below their limit. The project
 * is read first, along its index: the statement ends as soon as it has enough.
 * $1 tenant, $2 how many, then requirements.
 */
export const readLanes = sizedStatement<LaneRow>(
  'task.lanes',
  2,
  (list) =>
    `select l.id as lane, l.requirement, l.ready_count, p.id as project_share, p.project_id,
       p.virtual_time, p.running_count, p.running_max, p.weight
     from task_share p cross join task_share l
     where p.tenant = $1 and p.level = 1 and p.ready_count > 0
       and (p.running_max is null or p.running_count < p.running_max)
       and l.tenant = $1 and l.project_id = p.project_id and l.level = 2 and l.ready_count > 0
       and l.requirement in (${list})
     order by p.virtual_time, p.project_id, l.virtual_time limit $2`,
);

export interface TenantRow {
  id: string;
  tenant: string;
  ready_count: number;
  running_count: number;
  running_max: number | null;
  weight: number;
  virtual_time: number;
  open_count: number;
}

/** $1 share of the tenant. */
export const readTenant = statement<TenantRow>(
  'task.tenant',
  `select id, tenant, ready_count, running_count, running_max, weight, virtual_time, open_count
   from task_share where id = $1`,
);

/** Tenants with ready tasks, for agents that serve all of them. $1 how many. */
export const readTenants = statement<TenantRow>(
  'task.tenants',
  `select id, tenant, ready_count, running_count, running_max, weight, virtual_time, open_count
   from task_share where level = 0 and ready_count > 0
     and (running_max is null or running_count < running_max)
   order by virtual_time, id limit $1`,
);

export interface HeadRow {
  id: string;
  lane: string;
  rank: number;
  position: number;
}

/** The first tasks of each lane: rows of lane and how many. */
export const readHeads = rowsStatement<HeadRow>('task.heads', 0, 2, (rows) =>
  rows
    .map(
      ([lane, count], index) =>
        `select * from (select id, lane, rank, position from task
             where lane = ${lane} and place = 3 order by rank, position limit ${count}) as h${index}`,
    )
    .join(' union all '),
);

/**
 * Leases tasks: $1 agent, $2 its name, $3 session, $4 now, then ids. Returns them as they then
 * are. The run of a mission's task is opened by its claim.
 */
export const leaseTasks = sizedStatement<Selectable<TaskRow>>(
  'task.lease',
  4,
  (list) =>
    `update task set place = 4, status = 'in-progress', fencing_token = fencing_token + 1,
       lease_agent_id = $1, agent_name = $2, lease_session = $3, is_stop_requested = 0,
       leased_at = cast($4 as bigint),
       lease_expires_at = case when lease_ms is null then null else cast($4 as bigint) + lease_ms end,
       attempts = case when kind = 'job' then attempts + 1 else attempts end,
       started_at = coalesce(started_at, cast($4 as bigint))
     where id in (${list}) returning *`,
);

/** Delayed tasks whose time has come: $1 now, $2 how many. */
export const promoteDue = statement<{
  tenant: string;
  lane: string;
  project_id: string;
  requirement: string;
}>(
  'task.promote',
  `update task set place = 3 where id in (
     select id from task where place = 2 and available_at <= $1 order by available_at limit $2)
   returning tenant, lane, project_id, requirement`,
);
