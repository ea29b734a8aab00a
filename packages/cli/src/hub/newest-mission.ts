import type { Client } from '@mosaic/client';
import { type Mission, operations } from '@mosaic/contract';

/** The mission started last, of one project or of all; null when there is none. */
export async function newestMission(client: Client, projectId?: string): Promise<Mission | null> {
  const { items } = await client.call(operations.listMissions, {
    limit: 1,
    ...(projectId === undefined ? {} : { projectId }),
  });
  return items[0] ?? null;
}

/** True once nothing more happens to a mission by itself. */
export function isOver(mission: Mission): boolean {
  return ['stopped', 'completed', 'completed_with_deferrals', 'failed'].includes(mission.status);
}
