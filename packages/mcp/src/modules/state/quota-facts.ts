import type { QuotaFacts } from '../../quota-facts.ts';
import type { Reader } from '../../store/store.ts';

/** Bytes of all values of a tenant, as its namespaces count them. */
export const stateQuotaFacts: QuotaFacts = {
  kind: 'state-bytes',
  scopes: ['tenant'],
  count: async (store, { tenant }) => new Map([[tenant, await bytesOf(store, tenant)]]),
  useOf: (store, { tenant }) => bytesOf(store, tenant),
};

async function bytesOf(store: Reader, tenant: string): Promise<number> {
  const row = await store
    .selectFrom('state_namespace')
    .select(({ fn }) => fn.sum('bytes').as('bytes'))
    .where('tenant', '=', tenant)
    .executeTakeFirst();
  return Number(row?.bytes ?? 0);
}
