import type { Plan, PlanStage } from '@mosaic/contract';
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
  readonly last_completed_phase?: number;
  readonly updated_at?: string;
  /** The plan in the hub that the workspace belongs to. */
  readonly plan_id: string;
  readonly project_id: string | null;
}

function planningState(plan: Pick<Plan, 'id' | 'projectId'>, planning: Planning): PlanningState {
  const last = planning.done.findLast(({ certification }) => certification?.isPassed !== false);
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
      : { last_completed_phase: last.phase, updated_at: planning.updatedAt }),
    plan_id: plan.id,
    project_id: plan.projectId,
  };
}

export function planningStateFile(
  plan: Pick<Plan, 'id' | 'projectId'>,
  planning: Planning,
): PlanningFile {
  return jsonFile('planning-state.json', planningState(plan, planning));
}
