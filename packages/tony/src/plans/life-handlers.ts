import { MosaicError, operations } from '@mosaic/contract';
import { command, type Handler } from '@mosaic/mcp';
import { findPlan, type PlanReader } from './plan-store.ts';
import { announce, setColumns } from './store-version.ts';

const tables = ['plan_change', 'plan_document', 'plan_epic'] as const;

/** What becomes of a plan as a whole: missions take it up, and people remove it. */
export const lifeHandlers: readonly Handler[] = [
  command(operations.removePlan, async (context, { planId }) => {
    const store: PlanReader = context.store;
    const row = await findPlan(context, planId);
    if (row.status === 'running') {
      throw new MosaicError(
        'conflict',
        `Mission ${row.mission_id} runs this plan. Stop it first: mission.stop`,
        { details: { missionId: row.mission_id } },
      );
    }
    for (const table of tables) {
      await store.deleteFrom(table).where('plan_id', '=', planId).execute();
    }
    await store.deleteFrom('plan').where('id', '=', planId).execute();
    announce(context, row, 'plan.removed', { title: row.title });
    return { planId };
  }),

  command(operations.attachPlan, async (context, { planId, missionId, outcome }) => {
    const row = await findPlan(context, planId);
    const isOther = row.status === 'running' && row.mission_id !== missionId;
    if (outcome === 'running') {
      if (isOther) throw runsAlready(row.mission_id);
      const columns = { mission_id: missionId, status: 'running' } as const;
      return { plan: await setColumns(context, row, 'a mission runs it', columns) };
    }
    // A newer mission has it by now; how this one ended changes nothing.
    if (isOther) return { plan: await setColumns(context, row, 'an old mission ended', {}) };
    const stopped = row.stage === 'completed' ? 'certified' : 'draft';
    const status = outcome === 'done' ? 'done' : stopped;
    return { plan: await setColumns(context, row, 'its mission is over', { status }) };
  }),
];

function runsAlready(missionId: string | null): MosaicError {
  return new MosaicError(
    'conflict',
    `Mission ${missionId} runs this plan already. Stop it first, or wait until it is over.`,
    { details: { missionId } },
  );
}
