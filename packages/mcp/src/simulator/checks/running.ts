import { violate } from '../violation.ts';
import type { Watch } from '../world.ts';
import { assignmentsOf } from './assignments.ts';

/** Events by which a task of the project runs no longer. */
const endings = new Set(['task.released', 'task.expired', 'task.settled', 'task.changed']);

/** A limit of running tasks is never passed, not even for a moment between two commits. */
export function runningCheck(projectId: string): Watch {
  const running = new Set<string>();
  let max = Number.POSITIVE_INFINITY;
  return (commands) => {
    for (const command of commands) {
      const { operation, input, events } = command;
      if (operation === 'task.limit') {
        const limit = input as { projectId?: string; runningMax?: number | null };
        if (limit.projectId === projectId) max = limit.runningMax ?? Number.POSITIVE_INFINITY;
      }
      for (const { type, taskId } of events) {
        if (endings.has(type)) running.delete(taskId ?? '');
      }
      for (const { task } of assignmentsOf(command)) {
        if (task.projectId === projectId) running.add(task.id);
        if (running.size > max) violate(`${running.size} tasks of ${projectId} run, ${max} may`);
      }
    }
  };
}
