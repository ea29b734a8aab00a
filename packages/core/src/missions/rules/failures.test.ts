import { FailureCode } from '@mosaic/contract';
import { describe, expect, it } from 'vitest';
import { failureRules } from './failure-treatment.ts';
import { missionLimits } from './limits.ts';
import {
  complete,
  fail,
  finish,
  handOf,
  offered,
  settle,
  start,
  storyFix,
  storyInPhase,
  taskOf,
} from './mission-story.ts';
import { reduce } from './reduce.ts';
import type { MissionState } from './state.ts';
import { missionProgress } from './view.ts';

function lose(state: MissionState, taskId: string): MissionState {
  const { step, attempt } = handOf(state, taskId).brief;
  const runId = `run-${taskId}-${step}-${attempt}`;
  const fact = {
    type: 'run_lost',
    at: 300,
    taskId,
    runId,
    step,
    attempt,
    usedTokens: null,
  } as const;
  return settle(reduce(start(state, taskId), fact));
}

describe('a failed attempt', () => {
  it('has one treatment for every failure code of the contract', () => {
    expect(Object.keys(failureRules).toSorted()).toEqual([...FailureCode.options].toSorted());
  });

  it('is repeated with the error in the brief', () => {
    const state = fail(storyInPhase([storyFix('A')]), 'A', 'no_commit', 'nothing\u001b[31m there');
    expect(handOf(state, 'A').brief).toMatchObject({ step: 'work', attempt: 2 });
    const [error = ''] = handOf(state, 'A').brief.previousErrors;
    expect(error).toContain('no_commit');
    expect(error).not.toContain('\u001b');
  });

  it('keeps errors bounded, however many and long they are', () => {
    let state = storyInPhase([storyFix('A')], { attemptsMax: 10 });
    for (let count = 0; count < 9; count += 1) {
      state = fail(state, 'A', 'crashed', 'x'.repeat(8_000));
    }
    const errors = handOf(state, 'A').brief.previousErrors;
    expect(errors).toHaveLength(missionLimits.previousErrorsMax);
    for (const error of errors)
      expect(error.length).toBeLessThanOrEqual(missionLimits.errorCharsMax);
  });

  it('makes the worker redo work that the gates refuted', () => {
    const worked = finish(storyInPhase([storyFix('A')]), 'A');
    const refuted = fail(worked, 'A', 'gate_failed');
    expect(offered(refuted)).toEqual(['work A']);
    expect(taskOf(refuted, 'A').failedAttempts).toBe(1);
  });

  it('repeats a verification that reached no verdict without blaming the work', () => {
    const worked = finish(storyInPhase([storyFix('A')]), 'A');
    const crashed = fail(worked, 'A', 'crashed');
    expect(offered(crashed)).toEqual(['verify A']);
    expect(handOf(crashed, 'A').brief.workCommit).toBe('work-A-1');
    expect(taskOf(crashed, 'A').failedAttempts).toBe(0);
  });

  it('redoes conflicting work from the new head, a few times for free', () => {
    let state = storyInPhase([storyFix('A'), storyFix('B')]);
    state = complete(state, 'B');
    for (let count = 0; count < missionLimits.freeConflictsMax; count += 1) {
      state = fail(finish(state, 'A'), 'A', 'conflict');
      expect(handOf(state, 'A').brief).toMatchObject({ step: 'work', baseCommit: 'candidate-B' });
      expect(taskOf(state, 'A').failedAttempts).toBe(0);
    }
    state = fail(finish(state, 'A'), 'A', 'conflict');
    expect(taskOf(state, 'A').failedAttempts).toBe(1);
  });

  it('does not blame a task for lost runs, until there are too many', () => {
    let state = storyInPhase([storyFix('A')]);
    for (let count = 1; count <= missionLimits.freeLossesMax; count += 1) {
      state = lose(state, 'A');
      expect(taskOf(state, 'A')).toMatchObject({ failedAttempts: 0, losses: count });
      expect(offered(state)).toEqual(['work A']);
    }
    expect(taskOf(lose(state, 'A'), 'A').failedAttempts).toBe(1);
  });

  it('ignores what a lost run says later', () => {
    const state = start(storyInPhase([storyFix('A')]), 'A');
    const lost = lose(state, 'A');
    const late = { step: 'work', attempt: 1, status: 'succeeded', commit: 'late' } as const;
    const gates = { failure: null, usedTokens: 5, greenGates: [], redGates: [] };
    const fact = { type: 'run_finished', at: 9, taskId: 'A', runId: 'run-A-work-1' } as const;
    expect(reduce(lost, { ...fact, ...late, ...gates })).toBe(lost);
  });
});

describe('polish', () => {
  const failTwice = (state: MissionState, id: string) =>
    fail(fail(state, id, 'gate_failed'), id, 'gate_failed');

  it('begins when every task was tried, and gives each one more attempt', () => {
    const bulk = complete(storyInPhase([storyFix('A'), storyFix('B')]), 'B');
    const polish = failTwice(bulk, 'A');
    expect(polish.phases[0]?.stage).toBe('polish');
    expect(polish.journal).toContain('Phase 1 Bulk Complete: 50% (1/2)');
    expect(polish.journal).toContain('Entering Polish Phase: 1 errors to triage');
    expect(offered(polish)).toEqual(['work A']);
    const deferred = fail(polish, 'A', 'crashed', 'segmentation fault');
    expect(taskOf(deferred, 'A').decision).toMatchObject({ status: 'deferred' });
    expect(taskOf(deferred, 'A').decision?.deferral).toEqual({
      category: 'Hard',
      error: 'crashed: The run crashed.\nsegmentation fault',
      reason: expect.stringContaining('3 attempts failed'),
      approach: expect.stringContaining('log'),
      risk: 'High',
    });
    const over = finish(deferred, 'V1', { commit: 'candidate-B', greenGates: ['lint'] });
    expect(missionProgress(over).status).toBe('completed_with_deferrals');
    expect(over.journal).toContain('Phase 1 Complete: 50% (1/2)');
  });

  it('does not begin while a task can still be tried in bulk', () => {
    const state = failTwice(storyInPhase([storyFix('A'), storyFix('B')]), 'A');
    expect(state.phases[0]?.stage).toBe('bulk');
    expect(taskOf(state, 'A').position.at).toBe('set-aside');
    expect(missionProgress(state).tasks.failed).toBe(1);
  });

  it('begins at 90 % while the rest goes on', () => {
    const fixes = Array.from({ length: 10 }, (_, index) => storyFix(`F${index}`));
    let state = storyInPhase(fixes);
    for (let index = 0; index < 9; index += 1) state = complete(state, `F${index}`);
    expect(state.phases[0]?.stage).toBe('polish');
    expect(offered(state)).toEqual(['work F9']);
  });

  it('takes quick wins first, then medium, then hard with less time', () => {
    const fixes = (['hard', 'medium', 'quick-win'] as const).map((category) =>
      storyFix(category, { category }),
    );
    let state = storyInPhase(fixes, { maxWorkers: 1, attemptsMax: 1 });
    for (const { id } of fixes) state = fail(state, id, 'gate_failed');
    expect(offered(state)).toEqual(['work quick-win']);
    state = complete(state, 'quick-win');
    expect(offered(state)).toEqual(['work medium']);
    state = complete(state, 'medium');
    expect(handOf(state, 'hard').brief.timeoutMs).toBe(15 * 60_000);
  });

  it('spends no attempt where a deterministic runtime would repeat itself', () => {
    const state = fail(storyInPhase([storyFix('A')]), 'A', 'unsupported', 'no program for rule x');
    expect(taskOf(state, 'A').runs).toHaveLength(1);
    const { deferral } = taskOf(state, 'A').decision ?? {};
    expect(deferral).toMatchObject({ category: 'Framework Limitation' });
    expect(deferral?.error).toContain('no program for rule x');
  });

  it('gives an unsupported task to an agent once more', () => {
    const state = storyInPhase([storyFix('A')], { isRuntimeDeterministic: false });
    expect(offered(fail(state, 'A', 'unsupported'))).toEqual(['work A']);
  });

  it('puts architectural changes off with a reason instead of trying once more', () => {
    const fix = storyFix('A', { category: 'architectural', severity: 'medium' });
    const state = failTwice(storyInPhase([fix]), 'A');
    expect(taskOf(state, 'A').decision?.deferral).toMatchObject({
      category: 'Architectural',
      risk: 'Medium',
    });
    expect(offered(state)).toEqual(['verify V1']);
  });

  it('lets dependents go on once a task is put off', () => {
    const fixes = [storyFix('A'), storyFix('B', { dependsOn: ['A'] })];
    const state = fail(storyInPhase(fixes), 'A', 'unsupported');
    expect(offered(state)).toEqual(['work B']);
  });
});

describe('tokens', () => {
  it('add up over all runs of a task', () => {
    const state = complete(fail(storyInPhase([storyFix('A')]), 'A', 'crashed'), 'A');
    expect(missionProgress(state).usedTokens).toBe(2_000);
  });

  it('are unknown as soon as one run is', () => {
    const state = complete(lose(storyInPhase([storyFix('A')]), 'A'), 'A');
    expect(missionProgress(state).usedTokens).toBeNull();
  });
});
