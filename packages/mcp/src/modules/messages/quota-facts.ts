import type { QuotaFacts } from '../../quota-facts.ts';
import type { Reader } from '../../store/store.ts';

/** Messages that wait in the inboxes of a tenant, as the inboxes count them. */
export const messageQuotaFacts: QuotaFacts = {
  kind: 'messages-stored',
  scopes: ['tenant'],
  count: async (store, { tenant }) => new Map([[tenant, await openOf(store, tenant)]]),
  useOf: (store, { tenant }) => openOf(store, tenant),
};

async function openOf(store: Reader, tenant: string): Promise<number> {
  const row = await store
    .selectFrom('message_inbox')
    .select(({ fn }) => fn.sum('open').as('open'))
    .where('tenant', '=', tenant)
    .executeTakeFirst();
  return Number(row?.open ?? 0);
}
