import { violate } from '../violation.ts';
import type { Watch } from '../world.ts';

/** Occurrences of schedules as they were enqueued, by schedule. */
export interface Occurrences {
  readonly watch: Watch;
  readonly of: ReadonlyMap<string, readonly number[]>;
}

/** Each occurrence of a schedule is enqueued once, in order, and none is left out. */
export function occurrencesCheck(everyMs: number): Occurrences {
  const of = new Map<string, number[]>();
  const watch: Watch = (commands) => {
    for (const { operation, input } of commands) {
      if (operation !== 'task.enqueue') continue;
      const { scheduleId, jobs } = input as { scheduleId: string; jobs: { key?: string }[] };
      const known = of.get(scheduleId) ?? [];
      of.set(scheduleId, known);
      for (const { key = '' } of jobs) {
        const at = Date.parse(key.slice(key.lastIndexOf('@') + 1));
        const last = known.at(-1);
        if (last !== undefined && at !== last + everyMs) {
          violate(`occurrence ${key} follows the one of ${new Date(last).toISOString()}`);
        }
        known.push(at);
      }
    }
  };
  return { watch, of };
}
