import type { Task } from '@mosaic/contract';
import type { MissionSearch } from './mission-search.ts';

/** Tasks that match status, phase and every word of the text, in the order of the plan. */
export function filterTasks(
  tasks: readonly Task[],
  filter: Pick<MissionSearch, 'status' | 'phase' | 'q'>,
): Task[] {
  const words = (filter.q ?? '').toLowerCase().split(/\s+/).filter(Boolean);
  return tasks.filter(
    (task) =>
      (filter.status === undefined || task.status === filter.status) &&
      (filter.phase === undefined || task.phase === filter.phase) &&
      (words.length === 0 || hasWords(task, words)),
  );
}

function hasWords(task: Task, words: readonly string[]): boolean {
  const text = [
    task.key,
    task.title,
    task.component,
    task.agentName ?? '',
    task.severity ?? '',
    task.finding?.id ?? '',
    ...(task.finding?.files.map((file) => file.path) ?? []),
  ]
    .join(' ')
    .toLowerCase();
  return words.every((word) => text.includes(word));
}
