import type { Kysely } from 'kysely';
import type { QuotaFacts } from '../../quota-facts.ts';
import type { Reader } from '../../store/store.ts';
import type { EventTables } from './tables.ts';

/** Events of a day, by tenant and by project. */
export const eventQuotaFacts: QuotaFacts = {
  kind: 'events-per-day',
  scopes: ['tenant', 'project'],
  async count(store, { tenant, scope, since }) {
    const events: Kysely<EventTables> = store;
    const first = await firstSince(store, since);
    let select = events
      .selectFrom('event')
      .select(({ fn }) => fn.countAll().as('count'))
      .where('seq', '>=', first)
      .where('tenant', '=', tenant);
    if (scope === 'tenant') {
      const row = await select.executeTakeFirst();
      return new Map([[tenant, Number(row?.count ?? 0)]]);
    }
    select = select.where('project_id', 'is not', null);
    const rows = await select.select('project_id').groupBy('project_id').execute();
    return new Map(rows.map((row) => [row.project_id ?? '', Number(row.count)]));
  },
};

/**
 * Number of the first event since a time, found by halving: times grow with numbers, so that no
 * index on them is needed.
 */
async function firstSince(store: Reader, since: number): Promise<number> {
  const events: Kysely<EventTables> = store;
  const atOrAfter = (seq: number) =>
    events
      .selectFrom('event')
      .select(['seq', 'at'])
      .where('seq', '>=', seq)
      .orderBy('seq')
      .limit(1)
      .executeTakeFirst();
  const last = await events
    .selectFrom('event')
    .select('seq')
    .orderBy('seq', 'desc')
    .limit(1)
    .executeTakeFirst();
  let low = 1;
  let high = Number(last?.seq ?? 0) + 1;
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    const row = await atOrAfter(middle);
    if (row === undefined || Number(row.at) >= since) high = middle;
    else low = Number(row.seq) + 1;
  }
  return low;
}
