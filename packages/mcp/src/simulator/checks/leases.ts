import type { Committed } from '../history.ts';
import { violate } from '../violation.ts';
import type { Watch } from '../world.ts';
import { type Assigned, assignmentsOf } from './assignments.ts';

interface Holding {
  readonly name: string;
  readonly fencingToken: number;
}

/** Events by which the lease of their task is over. */
const endings = new Set(['task.released', 'task.expired', 'task.settled', 'task.changed']);
/** Operations that a holder may do only while it holds. */
const fencedRuns = new Set(['run.report', 'run.log', 'run.finish', 'run.check']);
const fencedTasks = new Set(['task.heartbeat', 'task.release']);
const fencedBatches = new Set(['task.complete', 'task.fail']);

/**
 * Nobody but the holder of a task writes under its lease, in the order of commits: each claim comes
 * after the end of the one before, with a larger fencing token, and dependencies are settled.
 */
export function leaseCheck(): Watch {
  const holders = new Map<string, Holding>();
  const taskOf = new Map<string, string>();
  const tokens = new Map<string, number>();
  const dependencies = new Map<string, readonly string[]>();
  const settled = new Set<string>();
  /** What was ended by its holder; saying it again is allowed, whoever holds the task now. */
  const ended = new Set<string>();

  const claim = ({ task: { id }, lease }: Assigned) => {
    const { fencingToken } = lease;
    const name = lease.runId ?? `${lease.sessionId}#${fencingToken}`;
    const holder = holders.get(id);
    if (holder) violate(`two holders of ${id}: ${holder.name} and ${name}`);
    const last = tokens.get(id) ?? 0;
    if (fencingToken <= last) violate(`fencing token ${fencingToken} of ${id} comes after ${last}`);
    for (const needed of dependencies.get(id) ?? []) {
      if (!settled.has(needed)) violate(`${id} was claimed before ${needed} was settled`);
    }
    tokens.set(id, fencingToken);
    if (lease.runId !== null) taskOf.set(lease.runId, id);
    holders.set(id, { name, fencingToken });
  };
  const requireHolder = ({ operation }: Committed, id: string, fencingToken: number) => {
    const holder = holders.get(id);
    if (holder?.fencingToken === fencingToken || ended.has(`${id} ${fencingToken}`)) return;
    violate(
      `${operation} with fencing token ${fencingToken} was accepted for ${id}, held by ${holder?.name ?? 'nobody'}`,
    );
  };
  const judge = (command: Committed) => {
    for (const [id, fencingToken] of writesOf(command, taskOf)) {
      requireHolder(command, id, fencingToken);
    }
  };
  const apply = (command: Committed) => {
    for (const [id, fencingToken] of endsOf(command, taskOf)) ended.add(`${id} ${fencingToken}`);
    for (const { type, taskId, runId, data } of command.events) {
      if (typeof taskId === 'string' && endings.has(type)) holders.delete(taskId);
      if (type === 'run.finished' && typeof runId === 'string') {
        const id = taskOf.get(runId) ?? '';
        if (holders.get(id)?.name === runId) holders.delete(id);
      }
      const isSettled = ['done', 'deferred', 'skipped'].includes(String(data?.status));
      if (type === 'task.settled' && typeof taskId === 'string' && isSettled) settled.add(taskId);
    }
    for (const [id, needed] of dependenciesOf(command)) dependencies.set(id, needed);
    for (const assigned of assignmentsOf(command)) claim(assigned);
  };
  return (commands) => {
    // A command is judged by what was true when it began, before those that it called itself.
    const begins = Map.groupBy(commands, ({ calledFrom }) => calledFrom);
    commands.forEach((command, index) => {
      for (const begun of begins.get(index) ?? []) judge(begun);
      apply(command);
    });
  };
}

type Write = readonly [id: string, fencingToken: number];

/** The leases under which a command was accepted. */
function writesOf(command: Committed, taskOf: ReadonlyMap<string, string>): Write[] {
  const { operation, input, output } = command;
  if (fencedRuns.has(operation)) {
    const { runId, fencingToken } = input as { runId: string; fencingToken: number };
    return [[taskOf.get(runId) ?? '', fencingToken]];
  }
  if (fencedTasks.has(operation)) {
    const { taskId, fencingToken } = input as { taskId: string; fencingToken: number };
    return [[taskId, fencingToken]];
  }
  if (!fencedBatches.has(operation)) return [];
  const accepted = new Set((output as { accepted: string[] }).accepted);
  return (input as { tasks: { taskId: string; fencingToken: number }[] }).tasks
    .filter(({ taskId }) => accepted.has(taskId))
    .map(({ taskId, fencingToken }) => [taskId, fencingToken]);
}

/** The leases that their holder ended with a result. */
function endsOf(command: Committed, taskOf: ReadonlyMap<string, string>): Write[] {
  const { operation } = command;
  const isEnd = operation === 'run.finish' || fencedBatches.has(operation);
  return isEnd ? writesOf(command, taskOf) : [];
}

/** What tasks that were added depend on. */
function dependenciesOf({ operation, input, output }: Committed): [string, readonly string[]][] {
  if (operation === 'task.add') {
    const { tasks } = input as { tasks: { id: string; dependsOn: string[] }[] };
    return tasks.map(({ id, dependsOn }) => [id, dependsOn]);
  }
  if (operation !== 'task.submit') return [];
  const { jobs } = input as { jobs: { dependsOn: string[] }[] };
  const { tasks } = output as { tasks: { taskId: string; isNew: boolean }[] };
  return tasks.flatMap(({ taskId, isNew }, index) => {
    const needed = jobs[index]?.dependsOn ?? [];
    return isNew ? [[taskId, needed.filter((name) => name.startsWith('tsk_'))]] : [];
  });
}
