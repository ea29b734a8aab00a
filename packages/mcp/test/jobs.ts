import { type JobAssignment, type OperationRawInput, operations } from '@mosaic/contract';
import type { Kysely } from 'kysely';
import type { TaskTables } from '../src/modules/tasks/tables.ts';
import type { TestHub } from './test-hub.ts';

type NewJob = OperationRawInput<typeof operations.submitTasks>['jobs'][number];

/** Submits jobs and claims them, as programs and agents do. */
export function jobsOf(hub: TestHub, tenant = 'local') {
  const system = hub.hub.system('test', { tenant });
  const duties = hub.hub.system('tasks');
  const submit = async (...jobs: Partial<NewJob>[]) => {
    const { tasks } = await system.call(operations.submitTasks, {
      jobs: jobs.map((job, index) => ({ title: `job ${index}`, ...job })),
    });
    return tasks.map(({ taskId }) => taskId);
  };
  return {
    system,
    submit,
    async submitOne(job: Partial<NewJob> = {}): Promise<string> {
      const [id = ''] = await submit(job);
      return id;
    },
    async agent(name: string, capabilities: string[] = [], more: object = {}): Promise<string> {
      const input = { name, type: 'worker' as const, capabilities, ...more };
      return (await system.call(operations.registerAgent, input)).id;
    },
    async claim(agentId: string, count = 1): Promise<JobAssignment[]> {
      const { assignments } = await system.call(operations.claimTask, { agentId, count });
      return assignments.filter((assignment) => assignment.kind === 'job');
    },
    async complete(...held: JobAssignment[]) {
      return system.call(operations.completeTasks, { tasks: held.map(holding) });
    },
    async fail(held: JobAssignment, isRetryable = true) {
      const task = { ...holding(held), error: 'It broke.', isRetryable };
      return system.call(operations.failTasks, { tasks: [task] });
    },
    show: (taskId: string) => system.call(operations.showTask, { taskId }),
    explain: (taskId: string) => system.call(operations.explainTask, { taskId }),
    promote: () => duties.call(operations.promoteTasks, {}),
    expire: () => duties.call(operations.expireTasks, {}),
  };
}

export type Jobs = ReturnType<typeof jobsOf>;

/** What every call about a held task carries. */
export function holding({ task, lease }: JobAssignment) {
  return { taskId: task.id, fencingToken: lease.fencingToken };
}

/** The counts of shares must say what the rows say; returns what differs. */
export async function wrongCounts({ store }: TestHub, tenant = 'local'): Promise<unknown[]> {
  const reader: Kysely<TaskTables> = store.reader;
  const ofTenant = ['tenant', '=', tenant] as const;
  const tasks = await reader
    .selectFrom('task')
    .selectAll()
    .where(...ofTenant)
    .execute();
  const shares = await reader
    .selectFrom('task_share')
    .selectAll()
    .where(...ofTenant)
    .execute();
  return shares.flatMap((share) => {
    const own = tasks.filter(
      (task) =>
        task.tenant === share.tenant &&
        task.lane !== '' &&
        (share.level === 0 || task.project_id === share.project_id) &&
        (share.level !== 2 || task.lane === share.id),
    );
    const count = (place: number) => own.filter((task) => task.place === place).length;
    const isOpen = ({ kind, status }: { kind: string; status: string }) =>
      kind === 'job' && !['done', 'failed', 'cancelled'].includes(status);
    const told = [share.ready_count, share.running_count, share.open_count];
    const counted = [count(3), count(4), own.filter(isOpen).length];
    return told.join() === counted.join() ? [] : [{ id: share.id, told, counted }];
  });
}
