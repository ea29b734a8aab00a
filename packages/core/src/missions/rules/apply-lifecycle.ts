import type { LifecycleFact, Planned, Prepared } from './fact.ts';
import { note } from './journal.ts';
import { missionStage } from './mission-stage.ts';
import { newTask } from './new-task.ts';
import type { PhaseEntry, TaskEntry } from './plan-entry.ts';
import { planProblem } from './plan-problem.ts';
import { noTerms } from './plan-terms.ts';
import type { MissionState, PhaseState } from './state.ts';
import { failMission, requestStop } from './stop-mission.ts';
import { isSettled, isWork } from './task-list.ts';

/** Takes in a fact about the mission as a whole; returns `state` itself when it is stale. */
export function applyLifecycle(state: MissionState, fact: LifecycleFact): MissionState {
  const stage = missionStage(state);
  const isClosing = stage === 'closing' || stage === 'publishing' || stage === 'finishing';
  switch (fact.type) {
    case 'prepared':
      return stage === 'preparing' ? prepared(state, fact) : state;
    case 'preparation_failed':
      return stage === 'preparing' ? failMission(state, fact.message) : state;
    case 'planned':
      return stage === 'planning' ? planned(state, fact) : state;
    case 'planning_failed':
      return stage === 'planning' ? failMission(state, fact.message) : state;
    case 'external_met':
      return externalMet(state, fact.external);
    case 'stop_requested':
      return fact.stop === state.stops + 1 ? requestStop(state, fact.reason) : state;
    case 'stopped':
      return state.control === 'stopping' && fact.stop === state.stops
        ? { ...state, control: 'stopped' }
        : state;
    case 'resume_requested':
      return state.control === 'stopped' && fact.stop === state.stops
        ? { ...state, control: 'running', stopReason: null }
        : state;
    case 'archived':
      return stage === 'archiving' ? { ...state, isArchived: true, head: fact.head } : state;
    case 'published':
      return isClosing && !state.isPublished
        ? { ...state, isPublished: true, warnings: [...state.warnings, ...(fact.warnings ?? [])] }
        : state;
    case 'finished':
      return isClosing ? { ...state, isFinished: true, finishedAt: fact.at } : state;
    default:
      // Stored by a newer version: what it means is unknown here, so it changes nothing.
      return state;
  }
}

function externalMet(state: MissionState, external: number): MissionState {
  const isNews = external in state.terms.externals && !state.externalsMet.includes(external);
  return isNews ? { ...state, externalsMet: [...state.externalsMet, external] } : state;
}

function prepared(state: MissionState, fact: Prepared): MissionState {
  const { from, reportName } = state.settings;
  const next = { ...state, baseCommit: fact.baseCommit, head: fact.headCommit };
  if (from !== 'report' || reportName === null || fact.hasReport) return next;
  return failMission(
    next,
    `There is no report docs/reports/${reportName} at the start of the mission. Commit it, or name another one.`,
  );
}

function planned(state: MissionState, fact: Planned): MissionState {
  const terms = fact.terms ?? noTerms;
  const problem = planProblem(fact.tasks, fact.phases, terms);
  if (problem !== null) return failMission(state, `The plan is inconsistent: ${problem}`);
  const tasks = [...state.tasks, ...reopenVerifications(fact.tasks).map(newTask)];
  const next = {
    ...state,
    isPlanned: true,
    tasks,
    terms,
    warnings: fact.warnings,
    head: fact.headCommit,
  };
  const phases = fact.phases
    .toSorted((left, right) => left.number - right.number)
    .map((phase) => newPhase(next, phase));
  const count = `Planned ${fact.tasks.length} tasks in ${phases.length} phases.`;
  return note({ ...next, phases }, phases.length === 0 ? nothingToDo(state) : count);
}

function nothingToDo({ settings }: MissionState): string {
  const source =
    settings.from === 'plan' ? 'The plan has no atomics' : 'The report contains no findings';
  return `${source}: nothing to do.`;
}

/** A phase whose tasks were all taken over as settled is complete before it starts. */
function newPhase(state: MissionState, phase: PhaseEntry): PhaseState {
  const isOver = state.tasks.every((task) => task.phase !== phase.number || isSettled(task));
  return { ...phase, stage: isOver ? 'complete' : 'waiting', head: null };
}

/** A verification that was taken over proves nothing while fixes of its phase are open. */
function reopenVerifications(tasks: readonly TaskEntry[]): readonly TaskEntry[] {
  const open = new Set(
    tasks.filter((task) => isWork(task) && task.settled === null).map((task) => task.phase),
  );
  return tasks.map((task) =>
    task.kind === 'verification' && (open.has(task.phase) || task.settled?.status !== 'done')
      ? { ...task, settled: null }
      : task,
  );
}
