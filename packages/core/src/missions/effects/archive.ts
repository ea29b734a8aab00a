import { archivePaths, stateFiles } from '../../documents/archive.ts';
import { archiveCommitMessage } from '../../documents/commit-messages.ts';
import { parseLearnings, renderLearnings } from '../../documents/learnings.ts';
import { planReportCleanup } from '../../documents/report-cleanup.ts';
import { finalRetrospective, phaseRetrospective } from '../../documents/retrospective.ts';
import { plannedTasks, taskStatus } from '../rules/view.ts';
import type { Effect, EffectContext, IntentOf } from './effect.ts';
import { type BranchFiles, branchFiles, commitToMission } from './write-documents.ts';

/** Moves the state files of the finished mission to `docs/tasks/`, with its retrospective. */
export const archive: Effect<IntentOf<'archive'>> = async (context, { milestone }) => {
  const files = branchFiles(context);
  const changes = await archiveChanges(context, files, milestone);
  const tasks = plannedTasks(context.state);
  const count = (status: string) => tasks.filter((task) => taskStatus(task) === status).length;
  const message = archiveCommitMessage({
    milestone,
    completed: count('done'),
    total: tasks.length,
    deferred: count('deferred'),
  });
  const head = await commitToMission(context, files, changes, message);
  return [{ type: 'archived', head, at: context.clock.now() }];
};

async function archiveChanges(
  { state }: EffectContext,
  files: BranchFiles,
  milestone: string,
): Promise<Map<string, string | null>> {
  const changes = new Map<string, string | null>();
  const paths = archivePaths(milestone);
  const tasks = await files.read(stateFiles.tasks);
  if (tasks !== null) {
    changes.set(paths.tasks, tasks);
    changes.set(stateFiles.tasks, null);
  }
  const learnings = await files.read(stateFiles.learnings);
  if (learnings !== null) {
    const closed = finalRetrospective(parseLearnings(learnings));
    const journal = state.journal.map((line) => (line.startsWith('- ') ? line : `\n${line}\n`));
    const phases = closed.learnings.phase_summaries.map((phase) =>
      phaseRetrospective(closed.learnings, phase).trimEnd(),
    );
    const parts = [closed.text.trimEnd(), ...phases, `## Journal\n${journal.join('\n').trimEnd()}`];
    const text = `${parts.join('\n\n')}\n`;
    changes.set(paths.learnings, renderLearnings(closed.learnings));
    changes.set(paths.tasks.replace(/-tasks\.md$/, '-retrospective.md'), text);
    changes.set(stateFiles.learnings, null);
  }
  const existing = await files.list('docs/reports/qa-automation/');
  for (const action of planReportCleanup({ kind: 'milestone-completed', milestone }, existing)) {
    if (action.kind === 'move') changes.set(action.to, await files.read(action.path));
    changes.set(action.path, null);
  }
  return changes;
}
