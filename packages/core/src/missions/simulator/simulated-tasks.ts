import type { Brief, TaskStatus } from '@mosaic/contract';
import { limits } from '@mosaic/contract';
import type { RunFact, RunFinished } from '../rules/fact.ts';
import type { WithdrawIntent } from '../rules/intent.ts';

/** A lease as the tasks module keeps it. */
export interface SimulatedLease {
  readonly runId: string;
  readonly fencingToken: number;
  expiresAt: number;
}

export interface SimulatedTask {
  readonly id: string;
  dependsOn: readonly string[];
  status: TaskStatus;
  brief: Brief | null;
  lease: SimulatedLease | null;
  fencingToken: number;
  isStopRequested: boolean;
  readonly offered: Map<string, number>;
  readonly claimed: Map<string, number>;
  /** Runs that ended by lapse or stop; the simulator bounds them. */
  interruptions: number;
  /** Results accepted per step; the script goes on with each. */
  readonly accepted: Map<string, number>;
}

/** The tasks module: durable, transactional, and the only judge of who holds what. */
export interface SimulatedTasks {
  readonly tasks: Map<string, SimulatedTask>;
  /** What happened, in order of commit; the hub reads it behind. */
  readonly events: RunFact[];
  readonly finished: Map<string, string>;
  nextRun: number;
  /** True when a lapsed lease of this task must not be ended, see `interruptionsMax`. */
  readonly isSpared: (task: SimulatedTask) => boolean;
}

export type RunOutcome = Pick<
  RunFinished,
  'status' | 'commit' | 'failure' | 'usedTokens' | 'greenGates' | 'redGates'
>;

export function createTasks(isSpared: (task: SimulatedTask) => boolean): SimulatedTasks {
  return { tasks: new Map(), events: [], finished: new Map(), nextRun: 1, isSpared };
}

export function addTask(module: SimulatedTasks, id: string, dependsOn: readonly string[]): void {
  if (module.tasks.has(id)) return;
  module.tasks.set(id, {
    id,
    dependsOn,
    status: 'not-started',
    brief: null,
    lease: null,
    fencingToken: 0,
    isStopRequested: false,
    offered: new Map(),
    claimed: new Map(),
    interruptions: 0,
    accepted: new Map(),
  });
}

/** Makes an attempt claimable once; anything offered before stays as it is. */
export function offer(module: SimulatedTasks, taskId: string, brief: Brief): void {
  const task = module.tasks.get(taskId);
  if (!task || task.brief !== null) return;
  if ((task.offered.get(brief.step) ?? 0) >= brief.attempt) return;
  task.offered.set(brief.step, brief.attempt);
  task.brief = brief;
  task.status = 'in-progress';
}

/** Ends an unclaimed offer; true when this attempt never led to a run. */
export function withdraw(
  module: SimulatedTasks,
  { taskId, step, attempt }: WithdrawIntent,
): boolean {
  const task = module.tasks.get(taskId);
  if (!task) return true;
  if ((task.claimed.get(step) ?? 0) >= attempt) {
    task.isStopRequested = task.lease !== null;
    return false;
  }
  task.brief = null;
  return true;
}

export function settle(module: SimulatedTasks, taskId: string, status: TaskStatus): void {
  const task = module.tasks.get(taskId);
  if (!task) return;
  task.status = status;
  if (status === 'not-started') return;
  task.brief = null;
  task.lease = null;
}

/** Ends the leases that nobody renewed in time. */
function expire(module: SimulatedTasks, now: number): void {
  for (const task of module.tasks.values()) {
    if (!task.lease || task.lease.expiresAt >= now) continue;
    if (module.isSpared(task)) task.lease.expiresAt = now + limits.leaseMs;
    else interrupt(module, task, now);
  }
}

/** Gives the first claimable task to a runner; null when there is none. */
export function claim(module: SimulatedTasks, agentName: string, now: number) {
  expire(module, now);
  for (const task of module.tasks.values()) {
    const { brief } = task;
    if (!brief || task.lease || !task.dependsOn.every((id) => isSettled(module, id))) continue;
    task.fencingToken += 1;
    const runId = `run_${module.nextRun}`;
    module.nextRun += 1;
    task.lease = { runId, fencingToken: task.fencingToken, expiresAt: now + limits.leaseMs };
    task.isStopRequested = false;
    const { step, attempt } = brief;
    task.claimed.set(step, attempt);
    module.events.push({
      type: 'run_started',
      at: now,
      taskId: task.id,
      runId,
      step,
      attempt,
      agentName,
    });
    return { taskId: task.id, runId, fencingToken: task.fencingToken, brief };
  }
  return null;
}

/** Renews a lease; `lost` when the token no longer holds it. */
export function heartbeat(
  module: SimulatedTasks,
  held: { readonly taskId: string; readonly fencingToken: number },
  now: number,
): 'ok' | 'stop' | 'lost' {
  expire(module, now);
  const task = module.tasks.get(held.taskId);
  if (task?.lease?.fencingToken !== held.fencingToken) return 'lost';
  task.lease.expiresAt = now + limits.leaseMs;
  return task.isStopRequested ? 'stop' : 'ok';
}

/** Ends a run; saying the same again changes nothing, and an old token is refused. */
export function finish(
  module: SimulatedTasks,
  held: { readonly taskId: string; readonly runId: string; readonly fencingToken: number },
  outcome: RunOutcome,
  now: number,
): 'ok' | 'lost' {
  expire(module, now);
  const text = JSON.stringify(outcome);
  if (module.finished.get(held.runId) === text) return 'ok';
  const task = module.tasks.get(held.taskId);
  if (!task?.brief || task.lease?.fencingToken !== held.fencingToken) return 'lost';
  const { step, attempt } = task.brief;
  const { taskId, runId } = held;
  module.finished.set(runId, text);
  module.events.push({ type: 'run_finished', at: now, taskId, runId, step, attempt, ...outcome });
  if (outcome.failure?.code === 'stopped') task.interruptions += 1;
  else task.accepted.set(step, (task.accepted.get(step) ?? 0) + 1);
  task.brief = null;
  task.lease = null;
  return 'ok';
}

function interrupt(module: SimulatedTasks, task: SimulatedTask, now: number): void {
  if (!task.lease || !task.brief) return;
  const { step, attempt } = task.brief;
  const { runId } = task.lease;
  task.interruptions += 1;
  task.lease = null;
  task.brief = null;
  const lost = { type: 'run_lost', at: now, taskId: task.id, runId, step, attempt } as const;
  module.events.push({ ...lost, usedTokens: null });
}

function isSettled(module: SimulatedTasks, taskId: string): boolean {
  const status = module.tasks.get(taskId)?.status;
  return status === 'done' || status === 'deferred' || status === 'skipped';
}
