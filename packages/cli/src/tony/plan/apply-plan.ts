import type { Plan } from '@mosaic/contract';
import type { Tony } from '../tony-command.ts';
import { readState, writeState } from '../workspace/planning-state.ts';
import { newState, refuseSecond } from './init-plan.ts';
import { doPhase, phaseNumbers, writeReport } from './run-phase.ts';

export interface Applied {
  /** False when a phase was not passed. */
  readonly isPassed: boolean;
  /** Paths written, relative to the workspace. */
  readonly files: readonly string[];
}

/** Does all four phases of a plan and leaves their files and the report in the workspace. */
export async function applyPlan(tony: Tony, plan: Plan, workers: number): Promise<Applied> {
  const { workspace, session } = tony;
  refuseSecond(workspace, readState(workspace));
  writeState(workspace, newState(tony, plan, { methodology: 'iterative', phases: 4 }));
  const files: string[] = [];
  let isPassed = true;
  for (const phase of phaseNumbers) {
    if (!isPassed) break;
    const request = { phase, options: [], limits: { workers }, isStrict: false };
    const outcome = await doPhase(tony, request);
    files.push(...outcome.written);
    isPassed = outcome.isPassed;
  }
  if (isPassed) files.push(...(await writeReport(tony, plan.id)).map(({ path }) => path));
  session.terminal.note(`Wrote ${files.length} files below ${workspace.name}.`);
  return { isPassed, files };
}
