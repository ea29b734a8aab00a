import { type AgentContext, operations, type TaskStatus } from '@mosaic/contract';
import { canonicalHash, toInstant } from '@mosaic/mcp';
import { handoffContext } from '@tony/core/planning';
import { stateFiles } from '../../documents/archive.ts';
import { orchestratorHandoffMessage } from '../../documents/handoff-text.ts';
import { currentPhase } from '../rules/mission-stage.ts';
import type { MissionState, TaskState } from '../rules/state.ts';
import { plannedTasks, taskStatus } from '../rules/view.ts';
import type { Effect, EffectContext, IntentOf } from './effect.ts';
import { branchFiles } from './write-documents.ts';

/** Stores the handoff that lets somebody else continue, once for each stop. */
export const recordHandoff: Effect<IntentOf<'record_handoff'>> = async (context, intent) => {
  const { caller, state, clock } = context;
  const { missionId } = state.settings;
  const stateHash = await hashState(context);
  const { items } = await caller.call(operations.listHandoffs, { missionId, limit: 1 });
  if (items[0]?.stateHash !== stateHash || items[0]?.reason !== intent.reason) {
    const kickstart = handoffText(context, intent.reason, stateHash);
    await caller.call(operations.recordHandoff, {
      missionId,
      reason: intent.reason,
      stateHash,
      kickstart,
      context: await agentContext(context, intent.reason),
    });
  }
  return [{ type: 'stopped', stop: intent.stop, at: clock.now() }];
};

/** Hash of the files a successor reads; equal hashes mean that it read the same ones. */
async function hashState(context: EffectContext): Promise<string> {
  const files = branchFiles(context);
  const isPlanned = context.state.isPlanned && context.state.head !== null;
  return canonicalHash({
    tasks: isPlanned ? await files.read(stateFiles.tasks) : null,
    learnings: isPlanned ? await files.read(stateFiles.learnings) : null,
  });
}

/** The same for programs; null for a mission without a task, which has nothing to go on with. */
async function agentContext(
  { state, project, clock }: EffectContext,
  reason: string,
): Promise<AgentContext | null> {
  const tasks = plannedTasks(state);
  const next = nextTask(state) ?? tasks.at(-1);
  if (!next) return null;
  const done = tasks.filter((task) => taskStatus(task) === 'done').length;
  return handoffContext({
    sessionId: clock.newId('session').slice('ses_'.length),
    at: toInstant(clock.now()),
    createdBy: 'mosaic',
    taskId: next.key,
    title: next.title,
    priority: next.severity ?? 'medium',
    phase: next.phase,
    branch: state.settings.branch,
    commit: state.head,
    modifiedFiles: [],
    model: state.settings.runtime,
    reason,
    progress: `${done} of ${tasks.length} tasks are done.`,
    gates: project.gates.map(({ command }) => command),
    stateFiles: [stateFiles.tasks, stateFiles.learnings],
    next: {
      agentType: 'tech-lead-tony',
      point: `Go on with ${next.key}: mosaic mission resume ${state.settings.missionId}`,
    },
    timeoutMinutes: null,
  });
}

function nextTask(state: MissionState): TaskState | undefined {
  return plannedTasks(state).find((task) => !overStatuses.has(taskStatus(task)));
}

const overStatuses: ReadonlySet<TaskStatus> = new Set(['done', 'deferred', 'skipped']);

function handoffText({ state, project }: EffectContext, reason: string, stateHash: string): string {
  const tasks = plannedTasks(state);
  const phase = currentPhase(state);
  const next = tasks.find((task) => !['done', 'deferred', 'skipped'].includes(taskStatus(task)));
  return orchestratorHandoffMessage({
    mission: state.settings.name,
    project: project.path,
    contextPercent: null,
    reason,
    done: tasks.filter((task) => taskStatus(task) === 'done').length,
    total: tasks.length,
    phase: phase ? { number: phase.number, name: phase.name } : null,
    nextTask: next?.key ?? null,
    gates: project.gates,
    stateFiles: [stateFiles.tasks, stateFiles.learnings],
    stateHash,
    protocol: `mosaic mission resume ${state.settings.missionId}`,
  });
}
