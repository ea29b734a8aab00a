import { exitCode } from '../../exit-code.ts';
import { facts } from '../../output/facts.ts';
import { agoText } from '../../output/quantities.ts';
import { planFacts } from '../../render/plan.ts';
import { findPlan } from '../find-plan.ts';
import type { Tony } from '../tony-command.ts';
import { requireState } from '../workspace/planning-state.ts';
import { writeReport } from './run-phase.ts';

/** What `tony plan status` does. */
export async function showPlanning(tony: Tony): Promise<number> {
  const { session, workspace } = tony;
  const state = requireState(workspace);
  const plan = await findPlan(tony);
  if (session.isJson) session.printJson({ state, plan });
  else {
    const { print, view } = session.terminal;
    print(
      facts(
        [
          ['Planning of', state.project_name, 'bold'],
          ['Phase', state.current_phase.replaceAll('_', ' ')],
          ['Done', `${state.last_completed_phase ?? 0} of ${state.phases} phases`],
          ['Methodology', state.methodology],
          ['Workspace', workspace.name],
          ['Began', agoText(state.initialized_at, view.nowMs)],
        ],
        view,
      ),
    );
    print(`\n${planFacts(plan, view)}`);
  }
  return exitCode.ok;
}

/** What `tony plan report` does. */
export async function reportPlanning(tony: Tony): Promise<number> {
  const { session, workspace } = tony;
  const files = await writeReport(tony, requireState(workspace).plan_id);
  if (session.isJson) session.printJson({ files: files.map(({ path }) => path) });
  else for (const { path } of files) session.terminal.print(`${workspace.name}/${path}`);
  return exitCode.ok;
}
