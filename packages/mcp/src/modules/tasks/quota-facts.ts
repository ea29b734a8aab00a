import { everySubject, MosaicError, operations } from '@mosaic/contract';
import type { QuotaFacts } from '../../quota-facts.ts';
import type { Reader } from '../../store/store.ts';
import { projectShare, tenantShare } from './lane.ts';
import { level } from './tables.ts';

type Count = 'open_count' | 'running_count';

/** Jobs that are not over, as the shares of tenants and projects count them. */
const waiting: QuotaFacts = {
  kind: 'tasks-waiting',
  scopes: ['tenant', 'project'],
  ...sharesBy('open_count'),
};

/** Tasks that run. Whoever claims is given others, or waits: the scheduler bounds it. */
const running: QuotaFacts = {
  kind: 'tasks-running',
  scopes: ['tenant', 'project'],
  ...sharesBy('running_count'),
  async setLimit(context, { scope, subject, limit }) {
    if (scope === 'project' && subject === everySubject) {
      throw new MosaicError(
        'precondition_failed',
        'How many tasks run at once is bounded project by project: name one with subject.',
      );
    }
    await context.call(operations.limitTasks, {
      runningMax: limit,
      ...(scope === 'tenant' ? { scope } : { projectId: subject }),
    });
  },
};

export const taskQuotaFacts: readonly QuotaFacts[] = [waiting, running];

function sharesBy(count: Count): Pick<QuotaFacts, 'count' | 'useOf'> {
  return {
    async count(store, { tenant, scope }) {
      const rows = await store
        .selectFrom('task_share')
        .select(['project_id', count])
        .where('tenant', '=', tenant)
        .where('level', '=', scope === 'tenant' ? level.tenant : level.project)
        .where(count, '>', 0)
        .execute();
      const subjectOf = (project: string) => (scope === 'tenant' ? tenant : project);
      return new Map(rows.map((row) => [subjectOf(String(row.project_id)), Number(row[count])]));
    },
    useOf: (store, { tenant, scope, subject }) =>
      shareOf(
        store,
        scope === 'tenant' ? tenantShare(tenant) : projectShare(tenant, subject),
        count,
      ),
  };
}

async function shareOf(store: Reader, id: string, count: Count): Promise<number> {
  const row = await store
    .selectFrom('task_share')
    .select(count)
    .where('id', '=', id)
    .executeTakeFirst();
  return Number(row?.[count] ?? 0);
}
