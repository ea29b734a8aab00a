import type { GaugeSource } from '../../pipeline/metrics/gauges.ts';
import type { Reader } from '../../store/store.ts';
import { level } from './tables.ts';

/** How much waits and runs, from the counts of the tenants: one row each, however many tasks. */
export function taskGauges(store: Reader): readonly GaugeSource[] {
  return [
    {
      name: 'mosaic_tasks',
      help: 'Tasks by state: ready to be claimed, running, and jobs that are not over.',
      label: 'state',
      async read() {
        const row = await store
          .selectFrom('task_share')
          .select(({ fn }) => [
            fn.sum('ready_count').as('ready'),
            fn.sum('running_count').as('running'),
            fn.sum('open_count').as('unfinished'),
          ])
          .where('level', '=', level.tenant)
          .executeTakeFirst();
        const states = ['ready', 'running', 'unfinished'] as const;
        return new Map(states.map((state) => [state, Number(row?.[state] ?? 0)]));
      },
    },
  ];
}
