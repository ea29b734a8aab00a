import type { GaugeSource } from '../../pipeline/metrics/gauges.ts';
import type { Reader } from '../../store/store.ts';

/** How many messages wait in inboxes, and how many became dead letters. */
export function messageGauges(store: Reader): readonly GaugeSource[] {
  return [
    {
      name: 'mosaic_messages',
      help: 'Messages by state: waiting in inboxes, and dead letters.',
      label: 'state',
      async read() {
        const row = await store
          .selectFrom('message_inbox')
          .select(({ fn }) => [fn.sum('open').as('waiting'), fn.sum('dead').as('dead')])
          .executeTakeFirst();
        return new Map([
          ['waiting', Number(row?.waiting ?? 0)],
          ['dead', Number(row?.dead ?? 0)],
        ]);
      },
    },
  ];
}
