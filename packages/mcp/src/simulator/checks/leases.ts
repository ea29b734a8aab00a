import type { Committed } from '../history.ts';
import { violate } from '../violation.ts';
import type { Watch } from '../world.ts';

interface Holding {
  readonly runId: string;
  readonly fencingToken: number;
}

/** Names of operations that a holder may do only while it holds. */
const fenced = new Set([
  'task.heartbeat',
  'run.report',
  'run.log',
  'run.finish',
  'run.check',
  'task.release',
]);

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
  const finished = new Set<string>();

  const claim = ({ output }: Committed) => {
    const { assignment } = output as { assignment: AssignmentLike | null };
    if (assignment === null) return;
    const { id } = assignment.task;
    const { runId, fencingToken } = assignment.lease;
    const holder = holders.get(id);
    if (holder) violate(`two holders of ${id}: ${holder.runId} and ${runId}`);
    const last = tokens.get(id) ?? 0;
    if (fencingToken <= last) violate(`fencing token ${fencingToken} of ${id} comes after ${last}`);
    for (const needed of dependencies.get(id) ?? []) {
      if (!settled.has(needed)) violate(`${id} was claimed before ${needed} was settled`);
    }
    tokens.set(id, fencingToken);
    taskOf.set(runId, id);
    holders.set(id, { runId, fencingToken });
  };
  const requireHolder = ({ operation, input }: Committed) => {
    const { taskId, runId, fencingToken } = input as Partial<FencedLike>;
    const id = taskId ?? taskOf.get(runId ?? '') ?? '';
    const holder = holders.get(id);
    if (holder && holder.fencingToken === fencingToken) return;
    violate(
      `${operation} with fencing token ${fencingToken} was accepted for ${id}, held by ${holder?.runId ?? 'nobody'}`,
    );
  };
  const end = (runId: string) => {
    const id = taskOf.get(runId) ?? '';
    if (holders.get(id)?.runId === runId) holders.delete(id);
  };
  /** Saying the same end twice is allowed, whoever holds the task now. */
  const isRepeat = ({ operation, input }: Committed) =>
    operation === 'run.finish' && finished.has((input as FencedLike).runId);
  const apply = (command: Committed) => {
    const { operation, input } = command;
    if (operation === 'run.finish') finished.add((input as FencedLike).runId);
    if (operation === 'task.claim') claim(command);
    else if (operation === 'run.finish' || operation === 'run.lose')
      end((input as FencedLike).runId);
    else if (operation === 'task.add') {
      for (const task of (input as { tasks: TaskLike[] }).tasks)
        dependencies.set(task.id, task.dependsOn);
    } else if (operation === 'task.settle') {
      const { taskId, status } = input as { taskId: string; status: string };
      if (status === 'done' || status === 'deferred') settled.add(taskId);
    }
  };
  return (commands) => {
    // A command is judged by what was true when it began, before those that it called itself.
    const begins = Map.groupBy(commands, ({ calledFrom }) => calledFrom);
    commands.forEach((command, index) => {
      for (const begun of begins.get(index) ?? []) {
        if (fenced.has(begun.operation) && !isRepeat(begun)) requireHolder(begun);
      }
      apply(command);
    });
  };
}

interface AssignmentLike {
  readonly task: { readonly id: string };
  readonly lease: { readonly runId: string; readonly fencingToken: number };
}
interface FencedLike {
  readonly taskId: string;
  readonly runId: string;
  readonly fencingToken: number;
}
interface TaskLike {
  readonly id: string;
  readonly dependsOn: readonly string[];
}
