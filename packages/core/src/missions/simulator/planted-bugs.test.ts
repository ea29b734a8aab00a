import { describe, expect, it } from 'vitest';
import type { MissionFact } from '../rules/fact.ts';
import { initialState } from '../rules/initial-state.ts';
import type { MissionIntent } from '../rules/intent.ts';
import { outstanding } from '../rules/outstanding.ts';
import { type Condition, noTerms, type PlanTerms } from '../rules/plan-terms.ts';
import { reduce } from '../rules/reduce.ts';
import type { InHandPosition, MissionState, TaskState } from '../rules/state.ts';
import { simulateMission } from './simulate-mission.ts';
import type { MissionRules } from './simulated-hub.ts';

const sound: MissionRules = { initialState, reduce, outstanding };
type Planned = Extract<MissionFact, { type: 'planned' }>;
const seedsMax = 150;

/** Each is a mistake that an engine like this could well contain. */
const plantedBugs: Record<string, { rules: () => MissionRules; caughtAs: RegExp }> = {
  'offers work without looking at dependencies': {
    rules: () => ({
      ...sound,
      reduce: (state, fact) =>
        reduce(
          state,
          fact.type === 'planned'
            ? { ...fact, tasks: fact.tasks.map((task) => ({ ...task, dependsOn: [] })) }
            : fact,
        ),
    }),
    caughtAs: /was offered before .* was settled/,
  },
  'lands work that nobody verified': {
    rules: () => ({ ...sound, reduce: (state, fact) => landUnverified(state, fact) }),
    caughtAs: /without proof/,
  },
  'holds lost runs against the task': {
    rules: () => ({ ...sound, reduce: (state, fact) => reduce(state, lossAsFailure(fact)) }),
    caughtAs: /^trouble changed the outcome/,
  },
  'gives out one task more than there are workers': {
    rules: () => ({
      ...sound,
      initialState: (settings) =>
        initialState({ ...settings, maxWorkers: settings.maxWorkers + 1 }),
    }),
    caughtAs: /tasks are with workers/,
  },
  'forgets intents that a crash cut off': {
    rules: edgeTriggered,
    caughtAs: /^turn 60000: the mission does not end/,
  },
  'takes in facts of earlier attempts': {
    rules: () => ({
      ...sound,
      reduce: (state, fact) => reduce(state, asPresentAttempt(state, fact)),
    }),
    caughtAs: /a second time/,
  },
  'opens the next phase before the last one is merged': {
    rules: () => ({ ...sound, reduce: mergeInTheMind }),
    caughtAs: /was opened before phase/,
  },
  'offers a task before the decision about it is shown': {
    rules: () => ({
      ...sound,
      outstanding: (state) => [...hastyOffers(state), ...outstanding(state)],
    }),
    caughtAs: /^turn 60000.*: the mission does not end/,
  },
  'stops without taking back its offers': {
    rules: () => ({
      ...sound,
      outstanding: (state) => {
        const intents = outstanding(state);
        const others = intents.filter(({ type }) => type !== 'withdraw');
        const { stops } = state;
        return intents.length === others.length || others.length > 0
          ? others
          : [{ type: 'record_handoff', key: `record_handoff:${stops}`, stop: stops, reason: '' }];
      },
    }),
    caughtAs: /is offered while the mission is stopped/,
  },
  'finishes without writing the last documents': {
    rules: () => ({
      ...sound,
      outstanding: (state) =>
        outstanding(
          state.writtenVersion === 0 ? state : { ...state, writtenVersion: state.documentsVersion },
        ),
    }),
    caughtAs: /documents show version/,
  },
  'trusts a verification that proved less than required': {
    rules: () => ({ ...sound, reduce: (state, fact) => reduce(state, allGreen(state, fact)) }),
    caughtAs: /without proof/,
  },
  'changes the state again when a fact is repeated': {
    rules: () => ({
      ...sound,
      reduce: (state, fact) =>
        fact.type === 'documents_written'
          ? { ...reduce(state, fact), documentsVersion: state.documentsVersion + 1 }
          : reduce(state, fact),
    }),
    caughtAs: /a second time/,
  },
  'does what stands on a branch that is not taken': {
    rules: () =>
      planning((plan) =>
        withTerms(plan, { conditions: (plan.terms?.conditions ?? []).map(alwaysMet) }),
      ),
    caughtAs: /on a branch not taken/,
  },
  'begins a branch before it is decided': {
    rules: () => planning((plan) => withTerms(plan, { conditions: [] })),
    caughtAs: /decided its branch|on a branch not taken/,
  },
  'leaves out a branch that is taken': {
    rules: () =>
      planning((plan) =>
        withTerms(plan, { conditions: (plan.terms?.conditions ?? []).map(neverMet) }),
      ),
    caughtAs: /is skipped and its branch was taken/,
  },
  'gives what is shared to two at a time': {
    rules: () =>
      planning((plan) => ({
        ...plan,
        tasks: plan.tasks.map(({ claims: _claims, ...task }) => task),
      })),
    caughtAs: /are in use, there are|are under way together/,
  },
  'forgets that one part of a plan waits for another': {
    rules: () => planning((plan) => withTerms(plan, { waits: [] })),
    caughtAs: /for which it waits, was settled/,
  },
  'begins without the locks it needs': {
    rules: () =>
      planning((plan) => ({ ...plan, tasks: plan.tasks.map((task) => ({ ...task, locks: [] })) })),
    caughtAs: /was offered without its lock/,
  },
  'never gives a lock back': {
    rules: () => ({
      ...sound,
      outstanding: (state) => outstanding(state).filter(({ type }) => type !== 'release_locks'),
    }),
    caughtAs: /is still locked for|the mission does not end/,
  },
  'does not wait for other plans': {
    rules: () => planning((plan) => withTerms(plan, { externals: [] })),
    caughtAs: /before the other plan was done/,
  },
};

describe('the simulator', () => {
  for (const [bug, { rules, caughtAs }] of Object.entries(plantedBugs)) {
    it(`finds an engine that ${bug}`, () => {
      expect(firstViolation(rules)).toMatch(caughtAs);
    });
  }
});

function firstViolation(rules: () => MissionRules): string | null {
  for (let seed = 1; seed <= seedsMax; seed += 1) {
    const { violation } = simulateMission({ seed, rules: rules() });
    if (violation !== null) return violation;
  }
  return null;
}

/** Rules that misread what the plan says. */
function planning(misread: (plan: Planned) => Planned): MissionRules {
  return {
    ...sound,
    reduce: (state, fact) => reduce(state, fact.type === 'planned' ? misread(fact) : fact),
  };
}

function withTerms(plan: Planned, terms: Partial<PlanTerms>): Planned {
  return { ...plan, terms: { ...noTerms, ...plan.terms, ...terms } };
}

function alwaysMet(condition: Condition): Condition {
  const both = (['done', 'failed'] as const).flatMap((when) =>
    condition.sources.map((source) => ({ ...source, when })),
  );
  return { ...condition, sources: both };
}

function neverMet(condition: Condition): Condition {
  return { ...condition, sources: condition.sources.map((source) => ({ ...source, tasks: [] })) };
}

function change(state: MissionState, change: (task: TaskState) => TaskState): MissionState {
  const tasks = state.tasks.map(change);
  return tasks.every((task, index) => task === state.tasks[index]) ? state : { ...state, tasks };
}

function landUnverified(state: MissionState, fact: MissionFact): MissionState {
  return change(reduce(state, fact), (task) => {
    if (task.position.at !== 'in-hand' || task.position.brief.workCommit === null) return task;
    const { workCommit, baseCommit: expected, branch } = task.position.brief;
    const runId = task.runs.at(-1)?.runId ?? '';
    const landing = { at: 'landing', runId, branch, candidate: workCommit, expected } as const;
    return { ...task, position: { ...landing, workCommit, greenGates: [] } };
  });
}

function lossAsFailure(fact: MissionFact): MissionFact {
  if (fact.type !== 'run_lost') return fact;
  const failure = { code: 'crashed', message: 'lost' } as const;
  const rest = { status: 'failed', commit: null, greenGates: [], redGates: [] } as const;
  return { ...fact, ...rest, type: 'run_finished', failure };
}

/** Remembers what is due instead of deriving it, and loses that memory in a crash. */
function edgeTriggered(): MissionRules {
  const emitted = new Set<string>();
  const lost = new Set<string>();
  let starts = 0;
  return {
    ...sound,
    initialState: (settings) => {
      starts += 1;
      // The first two are the starts of the peaceful and of the troubled run, not crashes.
      if (starts > 2) for (const key of emitted) lost.add(key);
      emitted.clear();
      return initialState(settings);
    },
    outstanding: (state) => {
      const due = outstanding(state).filter(({ key }) => !lost.has(key));
      for (const { key } of due) emitted.add(key);
      return due;
    },
  };
}

function inHand(state: MissionState, taskId: string): InHandPosition | null {
  const position = state.tasks.find((task) => task.id === taskId)?.position;
  return position?.at === 'in-hand' ? position : null;
}

function asPresentAttempt(state: MissionState, fact: MissionFact): MissionFact {
  if (fact.type !== 'run_finished' && fact.type !== 'run_lost') return fact;
  const position = inHand(state, fact.taskId);
  if (!position) return fact;
  const { step, attempt } = position.brief;
  return { ...fact, step, attempt, runId: position.run?.runId ?? fact.runId };
}

function mergeInTheMind(state: MissionState, fact: MissionFact): MissionState {
  const next = reduce(state, fact);
  const phase = next.phases.find(({ stage }) => stage === 'merging');
  if (!phase || next.head === null) return next;
  return reduce(next, { type: 'phase_merged', at: fact.at, phase: phase.number, head: next.head });
}

function hastyOffers(state: MissionState): MissionIntent[] {
  return state.tasks.flatMap(({ id, position, decision, settledVersion }): MissionIntent[] => {
    const isPending = (decision?.version ?? 0) > settledVersion;
    if (!isPending || position.at !== 'in-hand' || position.run !== null) return [];
    const { brief } = position;
    return [{ type: 'offer', key: `offer:${id}:${brief.attempt}`, taskId: id, brief }];
  });
}

function allGreen(state: MissionState, fact: MissionFact): MissionFact {
  if (fact.type !== 'run_finished' || fact.step !== 'verify') return fact;
  const workCommit = inHand(state, fact.taskId)?.brief.workCommit;
  if (!workCommit) return fact;
  const greenGates = inHand(state, fact.taskId)?.brief.requiredGates ?? [];
  const commit = fact.commit ?? workCommit;
  return { ...fact, status: 'succeeded', failure: null, commit, greenGates };
}
