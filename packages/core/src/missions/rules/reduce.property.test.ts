import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { MissionFact } from './fact.ts';
import { initialState } from './initial-state.ts';
import {
  factFor,
  finished,
  storyFix,
  storyInPhase,
  storyPhase,
  storySettings,
  storyVerification,
} from './mission-story.ts';
import { outstanding } from './outstanding.ts';
import { noTerms } from './plan-terms.ts';
import { reduce, step } from './reduce.ts';
import type { MissionState } from './state.ts';

const ids = fc.constantFrom('A', 'B', 'V1', 'baseline', 'review', 'nobody');
const small = fc.integer({ min: 0, max: 4 });
const commit = fc.constantFrom('base', 'x', 'y');
const run = fc.record({
  at: small,
  taskId: ids,
  runId: fc.constantFrom('r1', 'r2', 'run-A-work-1'),
  step: fc.constantFrom('review', 'work', 'verify'),
  attempt: small,
});
const plan = {
  type: 'planned',
  at: 1,
  tasks: [storyFix('A'), storyFix('B', { dependsOn: ['A'] }), storyVerification()],
  phases: [storyPhase],
  warnings: [],
  headCommit: 'base',
} as const;

/** The same tasks as a plan might order them. */
const ordered = {
  ...plan,
  terms: {
    ...noTerms,
    counters: ['database'],
    conditions: [{ node: 'B', tasks: ['B'], sources: [{ node: 'A', when: 'done', tasks: ['A'] }] }],
    externals: [{ node: 'A', tasks: ['A'], planId: 'pln_1', otherId: null }],
  },
} as const;

/** Facts of every type with ids and numbers that often fit and often don't. */
const anyFact: fc.Arbitrary<MissionFact> = fc.oneof(
  fc.constant({ type: 'prepared', at: 1, baseCommit: 'base', headCommit: 'base', hasReport: true }),
  fc.constantFrom(plan, ordered),
  fc.record({ type: fc.constant('external_met'), at: small, external: small }),
  fc.constant({ type: 'planning_failed', at: 1, message: 'unreadable' }),
  run.map((of) => ({ ...of, type: 'run_started', agentName: 'runner' })),
  run.map((of) => ({ ...of, type: 'run_lost', usedTokens: null })),
  run.map((of) => ({ ...of, type: 'withdrawn' })),
  fc
    .tuple(run, commit, fc.boolean(), fc.subarray(['lint', 'test']))
    .map(([of, id, isGood, greenGates]) => ({
      ...of,
      type: 'run_finished',
      status: isGood ? 'succeeded' : 'failed',
      commit: isGood ? id : null,
      failure: null,
      usedTokens: 1,
      greenGates,
      redGates: [],
    })),
  fc.record({ type: fc.constant('settled'), at: small, taskId: ids, version: small }),
  fc.record({ type: fc.constant('documents_written'), at: small, version: small, head: commit }),
  fc.tuple(run, commit, fc.constantFrom('landed', 'landing_stale')).map(([of, head, type]) => ({
    ...of,
    type,
    branch: 'fix/security',
    head,
  })),
  fc
    .tuple(small, commit, fc.constantFrom('phase_opened', 'phase_merged'))
    .map(([phase, head, type]) => ({ type, at: 1, phase, head, branch: 'fix/security' })),
  fc
    .tuple(small, fc.constantFrom('stop_requested', 'stopped', 'resume_requested'))
    .map(([stop, type]) => ({ type, at: 1, stop, reason: 'because' })),
  fc.constantFrom('archived', 'published', 'finished').map((type) => ({
    type,
    at: 1,
    head: 'base',
    branches: [],
  })),
) as fc.Arbitrary<MissionFact>;

/** A move: any fact, or the one that really comes next, so that deep states are reached too. */
const move = fc.oneof(
  { weight: 1, arbitrary: anyFact.map((fact) => () => fact) },
  {
    weight: 3,
    arbitrary: fc.tuple(fc.nat(20), fc.boolean()).map(
      ([choice, isGood]) =>
        (state: MissionState) =>
          nextFact(state, choice, isGood),
    ),
  },
);

function nextFact(state: MissionState, choice: number, isGood: boolean): MissionFact | null {
  const intents = outstanding(state);
  const intent = intents[choice % Math.max(1, intents.length)];
  if (!intent) return null;
  if (intent.type === 'plan') return choice % 2 === 0 ? plan : ordered;
  if (intent.type === 'look_out') return { ...intent, type: 'external_met', at: 1 };
  if (intent.type !== 'offer') return factFor(state, intent);
  const { brief, taskId } = intent;
  return finished(state, taskId, {
    status: isGood ? 'succeeded' : 'failed',
    commit: brief.step === 'verify' && brief.workCommit === null ? brief.baseCommit : 'x',
    greenGates: brief.requiredGates,
  });
}

const moves = fc.array(move, { maxLength: 60 });

function play(list: readonly ((state: MissionState) => MissionFact | null)[]) {
  const facts: MissionFact[] = [];
  let state = initialState(storySettings());
  for (const next of list) {
    const fact = next(state);
    if (!fact) continue;
    facts.push(fact);
    state = reduce(state, fact);
  }
  return { facts, state };
}

describe('reduce', () => {
  it('takes any facts in any order without throwing, and stays plain JSON', () => {
    fc.assert(
      fc.property(moves, (list) => {
        const { state } = play(list);
        expect(JSON.parse(JSON.stringify(state))).toEqual(state);
      }),
    );
  });

  it('ignores every fact it has taken in before, at once and later', () => {
    fc.assert(
      fc.property(moves, (list) => {
        const seen: MissionFact[] = [];
        let state = initialState(storySettings());
        for (const next of list) {
          const fact = next(state);
          if (!fact) continue;
          const after = reduce(state, fact);
          if (after !== state) seen.push(fact);
          state = after;
          for (const old of seen) expect(reduce(state, old)).toBe(state);
        }
      }),
    );
  });

  it('never changes the state it was given', () => {
    fc.assert(
      fc.property(moves, anyFact, (list, fact) => {
        const { state } = play(list);
        const before = JSON.stringify(state);
        reduce(state, fact);
        expect(JSON.stringify(state)).toBe(before);
      }),
    );
  });

  it('gives the same state however often it is interrupted by a snapshot', () => {
    fc.assert(
      fc.property(moves, (list) => {
        const { facts, state } = play(list);
        const start = initialState(storySettings());
        const resumed = facts.reduce<MissionState>(
          (known, fact) => reduce(JSON.parse(JSON.stringify(known)), fact),
          start,
        );
        expect(resumed).toEqual(state);
      }),
    );
  });

  it('leaves alone what only a newer version understands', () => {
    const state = storyInPhase([storyFix('A')]);
    const unknown = { type: 'task_split', at: 1 } as unknown as MissionFact;
    expect(reduce(state, unknown)).toBe(state);
  });

  it('does not care in which order independent facts come', () => {
    const state = storyInPhase([storyFix('A'), storyFix('B')]);
    const started = (taskId: string): MissionFact => ({
      type: 'run_started',
      at: 5,
      taskId,
      runId: `run-${taskId}`,
      step: 'work',
      attempt: 1,
      agentName: 'runner',
    });
    const written: MissionFact = {
      type: 'documents_written',
      at: 5,
      version: state.documentsVersion,
      head: 'documents',
    };
    const facts = [started('A'), started('B'), written];
    fc.assert(
      fc.property(fc.shuffledSubarray(facts, { minLength: 3 }), (order) => {
        expect(order.reduce(reduce, state)).toEqual(facts.reduce(reduce, state));
      }),
    );
  });
});

describe('outstanding', () => {
  it('depends on the state alone, names every effect once, and ends with the mission', () => {
    fc.assert(
      fc.property(moves, (list) => {
        const { state } = play(list);
        const intents = outstanding(state);
        expect(outstanding(JSON.parse(JSON.stringify(state)))).toEqual(intents);
        expect(new Set(intents.map(({ key }) => key)).size).toBe(intents.length);
        if (state.isFinished) expect(intents).toEqual([]);
      }),
    );
  });

  it('is what a step returns', () => {
    const state = storyInPhase([storyFix('A')]);
    const fact: MissionFact = { type: 'stop_requested', at: 1, stop: 1, reason: 'x' };
    const next = step(state, fact);
    expect(next).toEqual({ state: reduce(state, fact), intents: outstanding(next.state) });
  });
});
