import { type Mission, operations } from '@mosaic/contract';
import type { SystemCaller } from '@mosaic/mcp';
import type { Effect, IntentOf } from './effect.ts';

/** Missions of the other plan that are looked at, newest first. */
const missionsMax = 5;

/**
 * Sees whether a mission of another plan has done what tasks here wait for.
 *
 * What was deferred there counts as over, as it does within a mission. This is about order
 * only: work of the other mission comes into this one by people who merge it.
 */
export const lookOut: Effect<IntentOf<'look_out'>> = async ({ caller, clock }, intent) => {
  const { external, planId, otherId } = intent;
  const { items } = await caller.call(operations.listMissions, { planId, limit: missionsMax });
  for (const mission of items) {
    if (await hasDone(caller, mission, otherId)) {
      return [{ type: 'external_met', external, at: clock.now() }];
    }
  }
  return [];
};

async function hasDone(
  caller: SystemCaller,
  mission: Mission,
  otherId: string | null,
): Promise<boolean> {
  if (otherId === null) return mission.status.startsWith('completed');
  if (otherId.startsWith('A.')) return isAtomicOver(caller, mission.id, otherId);
  const { items } = await caller.call(operations.missionGates, { missionId: mission.id });
  const gate = items.find(({ nodeId }) => nodeId === otherId);
  if (!gate || gate.closedAt === null || gate.atomics.failed > 0) return false;
  return gate.status !== 'open';
}

async function isAtomicOver(
  caller: SystemCaller,
  missionId: string,
  key: string,
): Promise<boolean> {
  let cursor: string | undefined;
  do {
    const page = await caller.call(operations.listTasks, { missionId, limit: 500, cursor });
    const task = page.items.find((each) => each.key === key);
    if (task) return ['done', 'deferred', 'skipped'].includes(task.status);
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined);
  return false;
}
