import { MosaicError, type OperationOutput, operations } from '@mosaic/contract';
import { exitCode } from '../../exit-code.ts';
import { planFacts } from '../../render/plan.ts';
import { findingsText } from '../../render/plan-findings.ts';
import type { Tony } from '../tony-command.ts';
import {
  type PlanningState,
  requireState,
  stateFile,
  toState,
  writeState,
} from '../workspace/planning-state.ts';
import { type WorkspaceFile, writeFiles } from '../workspace/write-files.ts';
import type { PhaseRequest } from './phase-options.ts';

export const phaseNumbers = [1, 2, 3, 4] as const;

export interface PhaseOutcome extends OperationOutput<typeof operations.advancePlan> {
  readonly state: PlanningState;
  /** Paths written, relative to the workspace. */
  readonly written: readonly string[];
}

/** Does one phase and leaves its files and the new state in the workspace; the state comes last. */
export async function doPhase(tony: Tony, request: PhaseRequest): Promise<PhaseOutcome> {
  const { hub, workspace } = tony;
  const before = requireState(workspace);
  const phase = Number(request.phase);
  if (phase > before.phases) {
    throw new MosaicError(
      'precondition_failed',
      `This planning has ${before.phases} phases, so there is no phase ${phase}. Begin anew for more: tony plan clean --force && tony plan init --phases ${phase}`,
    );
  }
  const outcome = await hub.client.call(operations.advancePlan, {
    ...request,
    planId: before.plan_id,
    projectName: before.project_name,
    methodology: before.methodology,
    phases: before.phases,
    workspace: before.planning_workspace,
  });
  const told = outcome.files.find(({ path }) => path === stateFile);
  const others = outcome.files.filter(({ path }) => path !== stateFile);
  writeFiles(workspace, others);
  const state = { ...toState(workspace, told?.text ?? ''), initialized_at: before.initialized_at };
  writeState(workspace, state);
  return { ...outcome, state, written: [...others.map(({ path }) => path), stateFile] };
}

/** What `tony plan phaseN` does. Exit code 1 when the phase was not passed. */
export async function runPhase(tony: Tony, request: PhaseRequest): Promise<number> {
  const { session } = tony;
  const { plan, isPassed, findings, state, written } = await doPhase(tony, request);
  if (session.isJson) session.printJson({ plan, isPassed, findings, state, files: written });
  else {
    const { print, view } = session.terminal;
    print(planFacts(plan, view));
    // Advice is counted above; a phase is about what stands in its way.
    const serious = findings.filter(({ severity }) => severity !== 'advice');
    if (serious.length > 0) print(`\n${findingsText(serious, view)}`);
    print('');
    for (const path of written) print(`${view.style('green', '+')} ${tony.workspace.name}/${path}`);
    session.terminal.note(nextStep(isPassed, state, Number(request.phase)));
  }
  return isPassed ? exitCode.ok : exitCode.failed;
}

function nextStep(isPassed: boolean, state: PlanningState, phase: number): string {
  if (!isPassed) return `Phase ${phase} was not passed: mend what stands above and do it again.`;
  if (state.current_phase === 'completed') return 'Planning is complete. See: tony plan report';
  return `Phase ${phase} is done. Go on with: tony plan phase${phase + 1}`;
}

/** Writes the comprehensive report; returns the paths written. */
export async function writeReport(tony: Tony, planId: string): Promise<readonly WorkspaceFile[]> {
  const { files } = await tony.hub.client.call(operations.reportPlan, { planId });
  writeFiles(tony.workspace, files);
  return files;
}
