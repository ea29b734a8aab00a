import { stateFiles } from '../../documents/archive.ts';
import {
  type Learnings,
  parseLearnings,
  recordUsage,
  renderLearnings,
} from '../../documents/learnings.ts';
import type { PhaseState, TaskState } from '../rules/state.ts';
import { usedTokens } from '../rules/used-tokens.ts';
import { plannedTasks } from '../rules/view.ts';
import type { EffectContext } from './effect.ts';
import { readFactors } from './read-factors.ts';
import { type BranchFiles, readOr } from './write-documents.ts';

/** `docs/orchestrator-learnings.json` as the state wants it, on top of what is there. */
export async function renderLearningsFile(
  context: EffectContext,
  files: BranchFiles,
): Promise<string> {
  const text = await files.read(stateFiles.learnings);
  const fresh = () => emptyLearnings(context);
  const factors = await readFactors(files);
  let learnings = text === null ? fresh() : await readOr(() => parseLearnings(text), fresh);
  for (const task of plannedTasks(context.state)) {
    if (task.position.at !== 'settled' || task.completedAt === null) continue;
    learnings = recordUsage(learnings, {
      taskKey: task.key,
      taskType: task.type,
      phase: task.phase,
      estimateTokens: task.estimateTokens,
      estimateFactor: factors[task.type] ?? 1,
      usedTokens: usedTokens(task),
      atIso: new Date(task.completedAt).toISOString(),
      analysis: analysisOf(task),
    });
  }
  const phase_summaries = context.state.phases
    .filter(({ stage }) => stage === 'complete')
    .map((phase) => summaryOf(context, phase));
  return renderLearnings({ ...learnings, phase_summaries });
}

function emptyLearnings({ state, project, createdAtMs }: EffectContext): Learnings {
  return {
    project: project.name,
    milestone: state.settings.milestone,
    created_at: new Date(createdAtMs).toISOString(),
    samples: [],
    learnings: [],
    phase_summaries: [],
    proposed_adjustments: [],
  };
}

/** What is known about why a task took what it took: facts, no guesses. */
function analysisOf(task: TaskState): string {
  const failures = task.runs.flatMap(({ failure }) => (failure === null ? [] : [failure]));
  const tried = `${task.runs.length} runs`;
  return failures.length === 0
    ? `${tried}, none failed`
    : `${tried}, failed: ${failures.join(', ')}`;
}

function summaryOf({ state, createdAtMs }: EffectContext, phase: PhaseState) {
  const tasks = plannedTasks(state).filter((task) => task.phase === phase.number);
  const used = tasks.map(usedTokens).filter((tokens) => tokens !== null);
  const finishedAt = Math.max(createdAtMs, ...tasks.map(({ completedAt }) => completedAt ?? 0));
  return {
    phase: phase.number,
    name: phase.name,
    tasks: tasks.length,
    done: tasks.filter(({ position }) => position.at === 'settled' && position.status === 'done')
      .length,
    deferred: tasks.filter((task) => (task.decision?.deferral ?? null) !== null).length,
    estimate: tasks.reduce((sum, task) => sum + task.estimateTokens, 0),
    actual: used.length === 0 ? null : used.reduce((sum, tokens) => sum + tokens, 0),
    finished_at: new Date(finishedAt).toISOString(),
  };
}
