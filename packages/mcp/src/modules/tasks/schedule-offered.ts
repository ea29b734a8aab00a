import type { Brief } from '@mosaic/contract';
import type { Kysely } from 'kysely';
import { laneOf, requirementId } from './lane.ts';
import { createLedger } from './ledger.ts';
import { runRequirement } from './requirements.ts';
import { place } from './rules/place.ts';
import { requirementText } from './rules/requirement.ts';
import type { TaskTables } from './tables.ts';

/**
 * Puts what was offered before there were lanes into them, for the migration that makes them.
 *
 * What was leased then keeps its lease until it runs out: nobody renews it any more.
 */
export async function scheduleOffered(database: Kysely<TaskTables>): Promise<void> {
  const unsettled = (column: 'deps_left' | 'deps_total') =>
    database.updateTable('task').set(({ selectFrom }) => ({
      [column]: selectFrom('task_dependency')
        .innerJoin('task as needed', 'needed.id', 'task_dependency.depends_on')
        .whereRef('task_dependency.task_id', '=', 'task.id')
        .$if(column === 'deps_left', (query) =>
          query.where('needed.status', 'not in', ['done', 'deferred']),
        )
        .select(({ fn }) => fn.countAll<number>().as('count')),
    }));
  await unsettled('deps_left').execute();
  await unsettled('deps_total').execute();
  const offered = await database
    .selectFrom('task')
    .select(['id', 'project_id', 'brief', 'deps_left', 'created_at'])
    .where('offered_step', 'is not', null)
    .where('lease_run_id', 'is', null)
    .execute();
  const ledger = createLedger();
  for (const row of offered) {
    const brief: Brief = JSON.parse(row.brief ?? 'null');
    const requirement = runRequirement(brief);
    const lane = laneOf('local', row.project_id, requirementId(requirement));
    const to = row.deps_left > 0 ? place.blocked : place.ready;
    ledger.move(lane, place.none, to);
    await database
      .insertInto('task_requirement')
      .values({ tenant: 'local', id: lane.requirement, text: requirementText(requirement) })
      .onConflict((conflict) => conflict.doNothing())
      .execute();
    await database
      .updateTable('task')
      .set({
        lane: lane.id,
        requirement: lane.requirement,
        place: to,
        available_at: row.created_at,
        rank: row.created_at,
      })
      .where('id', '=', row.id)
      .execute();
  }
  await ledger.flush(database);
}
