import type { Mission } from '@mosaic/contract';
import { toInstant } from '@mosaic/mcp';
import type { Selectable } from 'kysely';
import type { MissionSettings } from './rules/settings.ts';
import type { MissionState } from './rules/state.ts';
import { missionProgress } from './rules/view.ts';
import type { MissionRow } from './tables.ts';

/** Services of the protocol that this installation does not have yet, as people read it. */
const notConfigured = [
  'Phase issues: no issue tracker is configured, so the issue column stays empty.',
  'CI verification: no CI service is configured, so gates run here are the only proof.',
];

/** The mission as the contract shows it. */
export function missionView(
  row: Pick<Selectable<MissionRow>, 'id' | 'project_id' | 'created_at' | 'settings'>,
  state: MissionState,
  evidenceCount: number,
): Mission {
  const settings: MissionSettings = JSON.parse(row.settings);
  return {
    ...missionProgress(state),
    id: row.id,
    projectId: row.project_id,
    name: settings.name,
    milestone: settings.milestone,
    taskPrefix: settings.taskPrefix,
    runtime: settings.runtime,
    maxWorkers: settings.maxWorkers,
    branch: settings.branch,
    evidenceCount,
    notConfigured: [...notConfigured],
    createdAt: toInstant(Number(row.created_at)),
    finishedAt: toInstant(state.finishedAt),
  };
}
