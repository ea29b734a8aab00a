import type { PlanSchedule } from '@mosaic/contract';
import type { Claims } from './claims.ts';
import type { WaitRecord } from './level-schedule.ts';

const bottlenecksMax = 10;

export interface Bottlenecks extends WaitRecord {
  /** What held leaves back the longest, most first. */
  readonly longest: () => PlanSchedule['bottlenecks'];
}

/** Sums up what leaves waited for: a worker, an agent of a type, a resource, a file, one another. */
export function createBottlenecks(claims: Claims | null): Bottlenecks {
  const names = ['workers', ...(claims?.names ?? [])];
  const minutesOf = new Float64Array(names.length);
  const jobsOf: (Set<number> | undefined)[] = new Array(names.length);
  return {
    add(job, counter, minutes) {
      const at = counter + 1;
      minutesOf[at] = (minutesOf[at] ?? 0) + minutes;
      const jobs = jobsOf[at];
      if (jobs === undefined) jobsOf[at] = new Set([job]);
      else jobs.add(job);
    },
    longest() {
      return names
        .map((name, at) => ({
          name,
          waitedMinutes: Math.round(minutesOf[at] ?? 0),
          nodes: jobsOf[at]?.size ?? 0,
        }))
        .filter(({ nodes }) => nodes > 0)
        .sort((a, b) => b.waitedMinutes - a.waitedMinutes || (a.name < b.name ? -1 : 1))
        .slice(0, bottlenecksMax);
    },
  };
}
