import { operations } from '@mosaic/contract';
import { exitCode } from '../../exit-code.ts';
import type { Tony } from '../tony-command.ts';
import {
  type PlanningState,
  requireState,
  stateFile,
  writeState,
} from '../workspace/planning-state.ts';
import { writeReport } from './run-phase.ts';

/**
 * Writes into the workspace what the hub knows of its plan: an edit on the dashboard may have changed
 * the plan, or taken phases back, since its files were written.
 */
export async function syncWorkspace(tony: Tony): Promise<number> {
  const { session, workspace, hub } = tony;
  const before = requireState(workspace);
  const plan = await hub.client.call(operations.showPlan, { planId: before.plan_id });
  const files = plan.stage === 'ready' ? [] : await writeReport(tony, plan.id);
  writeState(workspace, stateAt(before, plan.stage, plan.updatedAt));
  const paths = [...files.map(({ path }) => path), stateFile];
  if (session.isJson) session.printJson({ plan, files: paths });
  else for (const path of paths) session.terminal.print(`${workspace.name}/${path}`);
  return exitCode.ok;
}

function stateAt(
  { last_completed_phase: _last, ...before }: PlanningState,
  stage: PlanningState['current_phase'],
  updatedAt: string,
): PlanningState {
  const done = stage === 'completed' ? before.phases : Number(/\d/.exec(stage)?.[0] ?? 0);
  return {
    ...before,
    current_phase: stage,
    ...(done === 0 ? {} : { last_completed_phase: done }),
    updated_at: updatedAt,
  };
}
