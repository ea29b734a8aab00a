import type { PlanStage } from '@mosaic/contract';
import { tonyVersion } from '../version.ts';
import type { Planning } from './planning.ts';
import { stageOf } from './planning.ts';
import { jsonFile, type PlanningFile } from './planning-file.ts';

/** The fields of `planning-state.json`, as the documents name them. */
export interface PlanningState {
  readonly project_name: string;
  readonly methodology: Planning['methodology'];
  readonly phases: number;
  readonly initialized_at: string;
  readonly current_phase: PlanStage;
  readonly planning_workspace: string;
  readonly version: string;
  readonly last_completed_phase?: string;
  readonly updated_at?: string;
  /** The plan in the hub that the workspace belongs to. */
  readonly plan_id: string;
}

export function planningState(planId: string, planning: Planning): PlanningState {
  const last = planning.done.at(-1);
  return {
    project_name: planning.projectName,
    methodology: planning.methodology,
    phases: planning.phases,
    initialized_at: planning.initializedAt,
    current_phase: stageOf(planning),
    planning_workspace: planning.workspace,
    version: tonyVersion,
    ...(last === undefined
      ? {}
      : { last_completed_phase: `phase_${last.phase}`, updated_at: planning.updatedAt }),
    plan_id: planId,
  };
}

export function planningStateFile(planId: string, planning: Planning): PlanningFile {
  return jsonFile('planning-state.json', planningState(planId, planning));
}
