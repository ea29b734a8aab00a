import { MosaicError, type PlanDocument } from '@mosaic/contract';
import type { MissionReader } from './mission-states.ts';

/** The plan of a mission as it stood at its start; it never changes afterwards. */
export async function readFrozenPlan(
  store: MissionReader,
  missionId: string,
): Promise<PlanDocument> {
  const row = await store
    .selectFrom('mission_plan')
    .select('document')
    .where('mission_id', '=', missionId)
    .executeTakeFirst();
  if (row) return JSON.parse(row.document);
  throw new MosaicError('internal', `Mission ${missionId} has no plan stored with it.`);
}
