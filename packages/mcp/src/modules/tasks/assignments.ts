import { type Assignment, type Brief, MissionTask, operations } from '@mosaic/contract';
import type { Selectable } from 'kysely';
import type { CommandContext } from '../../pipeline/handler.ts';
import { toLease } from './convert.ts';
import type { TaskRow } from './tables.ts';
import { inTenant, subjectOf, type TaskReader, toTasks } from './task-store.ts';

/** Makes the token a worker may use; bound to the task and its run. */
export type IssueWorkerToken = (binding: {
  taskId: string;
  runId: string;
  fencingToken: number;
}) => string;

interface Holder {
  id: string;
  name: string;
  sessionId: string;
  expiresAt: string;
}

/** Turns leased rows into what the agent is given: runs are opened, everything is announced. */
export async function assign(
  context: CommandContext,
  issueWorkerToken: IssueWorkerToken,
  rows: readonly Selectable<TaskRow>[],
  agent: Holder,
): Promise<Assignment[]> {
  if (rows.length === 0) return [];
  const opened = [];
  for (const row of rows) {
    const own = inTenant(context, row.tenant);
    opened.push(row.kind === 'job' ? row : await openRun(own, row, agent));
  }
  const endsAt = Date.parse(agent.expiresAt);
  const tasks = await toTasks(context, opened, new Map([[agent.sessionId, endsAt]]));
  return opened.map((row, index) => {
    const task = tasks[index];
    const lease = toLease(row, endsAt);
    if (!task || !lease) throw new Error(`The lease of ${row.id} was not stored`);
    announce(inTenant(context, row.tenant), row, agent);
    if (row.kind === 'job') return { kind: 'job', task, lease };
    const runId = lease.runId ?? '';
    const { fencingToken } = lease;
    return {
      kind: 'run',
      task: MissionTask.parse(task),
      brief: JSON.parse(row.brief ?? 'null'),
      lease: { ...lease, runId },
      workerToken: issueWorkerToken({ taskId: row.id, runId, fencingToken }),
    };
  });
}

async function openRun(
  context: CommandContext,
  row: Selectable<TaskRow>,
  agent: Holder,
): Promise<Selectable<TaskRow>> {
  const store: TaskReader = context.store;
  const brief: Brief = JSON.parse(row.brief ?? 'null');
  const runId = context.clock.newId('run');
  await context.call(operations.startRun, {
    id: runId,
    fencingToken: row.fencing_token,
    taskId: row.id,
    missionId: row.mission_id,
    step: brief.step,
    attempt: brief.attempt,
    runtime: brief.step === 'work' ? brief.runtime : 'gates',
    agentId: agent.id,
    agentName: agent.name,
    baseCommit: brief.baseCommit,
  });
  const change = { lease_run_id: runId, attempts: Math.max(row.attempts, brief.attempt) };
  await store.updateTable('task').set(change).where('id', '=', row.id).execute();
  return { ...row, ...change };
}

function announce(context: CommandContext, row: Selectable<TaskRow>, agent: Holder): void {
  const brief: Brief | null = JSON.parse(row.brief ?? 'null');
  // When a task that needs others could first be claimed is not noted.
  if (row.deps_total === 0) {
    const since = Math.max(row.available_at, row.created_at);
    context.measure('claimWait', context.clock.now() - since);
  }
  context.emit({
    ...subjectOf(row),
    type: 'task.claimed',
    runId: row.lease_run_id,
    agentId: agent.id,
    data: {
      key: row.job_key ?? row.key,
      ...(brief ? { step: brief.step } : {}),
      attempt: brief?.attempt ?? row.attempts,
      agent: agent.name,
    },
  });
}
