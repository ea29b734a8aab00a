import { basename } from 'node:path';
import { MosaicError, operations, type Plan } from '@mosaic/contract';
import { tonyVersion } from '@tony/core';
import { exitCode } from '../../exit-code.ts';
import { planFacts } from '../../render/plan.ts';
import { registerProject } from '../find-project.ts';
import { readDocument } from '../read-document.ts';
import type { Tony } from '../tony-command.ts';
import type { Methodology } from '../workspace/methodologies.ts';
import { type PlanningState, readState, writeState } from '../workspace/planning-state.ts';
import type { Workspace } from '../workspace/workspace.ts';
import { goalOfRepository } from './goal-of-repository.ts';

export interface InitFlags {
  /** Name of the project, as the documents say it. */
  readonly project?: string;
  readonly methodology: Methodology;
  readonly phases: number;
  readonly goal?: string;
  readonly file?: string;
}

/** Begins a planning in the workspace: a plan in the hub, and the state that names it. */
export async function initPlan(tony: Tony, flags: InitFlags): Promise<number> {
  const { session, hub, workspace } = tony;
  refuseSecond(workspace, readState(workspace));
  const from = await sourceOf(tony, flags);
  const project = await registerProject(tony);
  const { plan, notes } = await hub.client.call(operations.addPlan, {
    from,
    keepDraft: true,
    ...(project === null ? {} : { projectId: project.id }),
  });
  const state = newState(tony, plan, flags);
  writeState(workspace, state);
  if (session.isJson) session.printJson({ state, plan, notes });
  else {
    for (const note of notes) session.terminal.note(note);
    session.terminal.print(planFacts(plan, session.terminal.view));
    session.terminal.note(`Planning began in ${workspace.name}. Go on with: tony plan phase1`);
  }
  return exitCode.ok;
}

/** The state of a planning that has not done a phase yet. */
export function newState(
  { session, workspace }: Tony,
  plan: Plan,
  { project, methodology, phases }: Pick<InitFlags, 'project' | 'methodology' | 'phases'>,
): PlanningState {
  return {
    project_name: project ?? nameOf(workspace, session.io.cwd),
    methodology,
    phases,
    initialized_at: new Date(session.io.now()).toISOString(),
    current_phase: 'ready',
    planning_workspace: workspace.name,
    version: tonyVersion,
    plan_id: plan.id,
    project_id: plan.projectId,
  };
}

/** One workspace is about one plan at a time. */
export function refuseSecond(workspace: Workspace, state: PlanningState | null): void {
  if (state === null) return;
  throw new MosaicError(
    'conflict',
    `${workspace.name} is about ${state.project_name} (${state.plan_id}) already. See: tony plan status; or begin anew: tony plan clean --force`,
  );
}

/** The document or goal that was given, else what the repository says of itself, else its name. */
async function sourceOf({ session, workspace }: Tony, { file, goal, project }: InitFlags) {
  if (file !== undefined) return await readDocument(session.io, file);
  if (goal !== undefined) return { kind: 'goal' as const, goal };
  const stated = goalOfRepository(workspace);
  const name = project ?? nameOf(workspace, session.io.cwd);
  const found = stated?.goal ?? `Build ${name}`;
  const from = stated === null ? 'so it is planned by its name' : `so ${stated.file} says it`;
  session.terminal.note(`No --goal was given, ${from}: ${found}`);
  return { kind: 'goal' as const, goal: found };
}

function nameOf({ repository }: Workspace, cwd: string): string {
  return basename(repository ?? cwd) || 'project';
}
