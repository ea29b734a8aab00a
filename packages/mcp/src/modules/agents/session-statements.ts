import { sizedStatement } from '../../store/sized-statement.ts';
import { statement } from '../../store/statement.ts';
import type { AgentRow } from './tables.ts';

/** A claimant as one row. */
export interface HeldRow
  extends Pick<AgentRow, 'id' | 'name' | 'type' | 'capabilities' | 'labels'> {
  session_id: string;
  expires_at: number | null;
  is_draining: number;
  tasks_running: number;
  tasks_max: number;
}

/** $1 tenant, then the agents. */
export const readClaimants = sizedStatement<HeldRow>(
  'agent.claimants',
  1,
  (list) =>
    `select a.id, a.name, a.type, a.capabilities, a.labels, s.id as session_id, s.expires_at,
     s.is_draining, s.tasks_running, s.tasks_max
   from agent a join agent_session s on s.agent_id = a.id
   where a.tenant = $1 and a.id in (${list})`,
);

/** $1 agent, $2 now, $3 end. */
export const renewSession = statement<never>(
  'agent.renew',
  'update agent_session set expires_at = $3, last_seen_at = $2 where agent_id = $1',
);

/** $1 agent, $2 now, $3 end, $4 id of the new session. A draining agent drains on. */
export const beginSession = statement<never>(
  'agent.begin',
  `update agent_session set id = $4, epoch = epoch + 1, expires_at = $3, last_seen_at = $2,
     tasks_running = 0 where agent_id = $1`,
);

/** $1 session, $2 change, $3 now. Nothing comes back for a session that is over. */
export const countTasks = statement<{
  expires_at: number;
  tasks_running: number;
  tasks_max: number;
}>(
  'agent.count',
  `update agent_session set tasks_running = case when tasks_running + cast($2 as integer) < 0 then 0
       else tasks_running + cast($2 as integer) end
   where id = $1 and expires_at >= $3
   returning expires_at, tasks_running, tasks_max`,
);
