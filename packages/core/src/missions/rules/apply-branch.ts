import { headFor, withHeadFor } from './branch-heads.ts';
import type { BranchFact, Landed, LandingStale } from './fact.ts';
import { countFailure } from './handle-failure.ts';
import { completeLines, note, visiblyChanged } from './journal.ts';
import { missionLimits } from './limits.ts';
import { currentPhase, missionStage } from './mission-stage.ts';
import { tightenRatchet } from './required-gates.ts';
import { settleDone } from './settle-task.ts';
import type { LandingPosition, MissionState, PhaseState, TaskState } from './state.ts';
import { failMission } from './stop-mission.ts';
import { findTask, replaceTask } from './task-list.ts';

/** Takes in a fact about a branch; returns `state` itself when it is stale. */
export function applyBranch(state: MissionState, fact: BranchFact): MissionState {
  switch (fact.type) {
    case 'phase_opened':
      return changePhase(state, fact.phase, 'waiting', (phase) =>
        note(
          withPhase(state, { ...phase, stage: 'bulk', head: fact.head }),
          `Phase ${phase.number} opened: ${phase.name}`,
        ),
      );
    case 'phase_merged':
      return changePhase(state, fact.phase, 'merging', (phase) =>
        note(
          { ...withPhase(state, { ...phase, stage: 'complete' }), head: fact.head },
          ...completeLines(state, phase),
        ),
      );
    case 'phase_merge_failed':
      return changePhase(state, fact.phase, 'merging', (phase) =>
        failMission(state, `Phase ${phase.number} could not be merged: ${fact.message}`),
      );
    case 'documents_written':
      return fact.version > state.writtenVersion && fact.version <= state.documentsVersion
        ? { ...state, writtenVersion: fact.version, head: fact.head }
        : state;
    case 'landed':
      return changeLanding(state, fact, landed);
    case 'landing_stale':
      return changeLanding(state, fact, stale);
  }
}

function changePhase(
  state: MissionState,
  number: number,
  stage: PhaseState['stage'],
  change: (phase: PhaseState) => MissionState,
): MissionState {
  const phase = currentPhase(state);
  const isExpected = missionStage(state) === 'executing' && phase?.number === number;
  return isExpected && phase.stage === stage ? change(phase) : state;
}

function withPhase(state: MissionState, phase: PhaseState): MissionState {
  const phases = state.phases.map((known) => (known.number === phase.number ? phase : known));
  return { ...state, phases };
}

interface Landing<Fact> {
  readonly fact: Fact;
  readonly task: TaskState;
  readonly position: LandingPosition;
}

function changeLanding<Fact extends Landed | LandingStale>(
  state: MissionState,
  fact: Fact,
  change: (state: MissionState, landing: Landing<Fact>) => MissionState,
): MissionState {
  const task = findTask(state, fact.taskId);
  const position = task?.position;
  if (!task || position?.at !== 'landing' || position.runId !== fact.runId) return state;
  return change(state, { fact, task, position });
}

function landed(state: MissionState, { fact, task, position }: Landing<Landed>): MissionState {
  const moved = withHeadFor(state, task, fact.head);
  const tightened = tightenRatchet(moved, position.greenGates);
  const { candidate: commit, greenGates: gates } = position;
  return settleDone(tightened, task, { commit, at: fact.at, gates });
}

/** The proof was for another head: verify once more, on the present one. */
function stale(state: MissionState, landing: Landing<LandingStale>): MissionState {
  const { fact, task, position } = landing;
  const moved = withHeadFor(state, task, fact.head);
  if (task.verifyRepeats >= missionLimits.verifyRepeatsMax) {
    const message = `The branch kept moving while this was verified; it stands at ${headFor(moved, task)}.`;
    return countFailure(moved, task, { code: 'conflict', message }, fact.at);
  }
  const queued = {
    ...task,
    verifyRepeats: task.verifyRepeats + 1,
    position: {
      at: 'queued',
      workCommit: position.workCommit,
      queueNumber: state.nextInQueue,
    },
  } as const;
  return visiblyChanged(replaceTask({ ...moved, nextInQueue: state.nextInQueue + 1 }, queued));
}
