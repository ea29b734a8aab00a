import { describe, expect, it } from 'vitest';
import { initialState } from './initial-state.ts';
import {
  afterBaseline,
  complete,
  fail,
  finish,
  finished,
  handOf,
  offered,
  settle,
  start,
  storyFix,
  storyInPhase,
  storyPhase,
  storyPlanned,
  storySettings,
  storyVerification,
  taskOf,
} from './mission-story.ts';
import { outstanding } from './outstanding.ts';
import { reduce } from './reduce.ts';
import type { MissionState } from './state.ts';
import { missionProgress } from './view.ts';

function types(state: MissionState): string[] {
  return outstanding(state).map(({ type }) => type);
}

describe('the way of a mission', () => {
  it('starts by preparing, and with nothing else', () => {
    expect(types(initialState(storySettings()))).toEqual(['prepare']);
  });

  it('reviews the repository first when no report is named', () => {
    const prepared = settle(initialState(storySettings({ reportName: null })));
    expect(offered(prepared)).toEqual(['review review']);
    expect(handOf(prepared, 'review').brief.reportName).toBe('review-1');
    const reviewed = finish(prepared, 'review', { commit: 'report' });
    expect(reviewed.head).toBe('report');
    expect(outstanding(reviewed)).toEqual([
      { type: 'plan', key: 'plan', reportName: 'review-1', head: 'report' },
    ]);
  });

  it('refuses to start from a report that is not there', () => {
    const facts = { baseCommit: 'base', headCommit: 'base', hasReport: false };
    const state = reduce(initialState(storySettings()), { type: 'prepared', at: 1, ...facts });
    expect(state.failureReason).toContain('docs/reports/codebase-review');
    expect(types(state)).toEqual(['finish']);
  });

  it('records which gates are green before it opens the first phase', () => {
    const planned = storyPlanned([storyFix('A')]);
    expect(offered(planned)).toEqual(['verify baseline']);
    expect(handOf(planned, 'baseline').brief).toMatchObject({
      baseCommit: 'base',
      workCommit: null,
      requiredGates: [],
    });
    expect(planned.phases[0]?.stage).toBe('waiting');
    expect(offered(afterBaseline(planned))).toEqual(['work A']);
  });

  it('completes at once when there is nothing to do, and says so', () => {
    const state = storyPlanned([]);
    expect(missionProgress(state).status).toBe('completed');
    expect(state.journal).toEqual(['The report contains no findings: nothing to do.']);
    expect(state.isArchived && state.isPublished).toBe(true);
  });

  it('works, verifies, lands, verifies the phase, merges, archives, publishes, finishes', () => {
    const landed = complete(storyInPhase([storyFix('A')]), 'A');
    expect(taskOf(landed, 'A').decision).toMatchObject({ status: 'done', commit: 'candidate-A' });
    expect(offered(landed)).toEqual(['verify V1']);
    const brief = handOf(landed, 'V1').brief;
    expect(brief).toMatchObject({ baseCommit: 'candidate-A', workCommit: null });
    const over = finish(landed, 'V1', { commit: 'candidate-A', greenGates: ['lint'] });
    expect(over.isFinished).toBe(true);
    expect(missionProgress(over)).toMatchObject({ status: 'completed', usedTokens: 1_000 });
    expect(outstanding(over)).toEqual([]);
  });

  it('fails when the phase head is red twice, with everything written', () => {
    const landed = complete(storyInPhase([storyFix('A')]), 'A');
    const once = fail(landed, 'V1', 'gate_failed');
    expect(offered(once)).toEqual(['verify V1']);
    const twice = fail(once, 'V1', 'gate_failed', 'lint is red');
    expect(missionProgress(twice)).toMatchObject({ status: 'failed' });
    expect(twice.failureReason).toContain('lint is red');
    expect(twice.writtenVersion).toBe(twice.documentsVersion);
    expect(twice.isArchived).toBe(false);
  });

  it('fails when a phase cannot be merged', () => {
    const landed = complete(storyInPhase([storyFix('A')]), 'A');
    const fact = finished(landed, 'V1', { commit: 'candidate-A', greenGates: ['lint'] });
    const merging = reduce(landed, fact);
    expect(types(merging)).toContain('merge_phase');
    const failed = reduce(merging, {
      type: 'phase_merge_failed',
      at: 1,
      phase: 1,
      message: 'conflict in a.ts',
    });
    expect(failed.failureReason).toContain('conflict in a.ts');
    expect(types(failed)).not.toContain('merge_phase');
  });

  it('refuses a plan that could never be finished', () => {
    const prepared = settle(initialState(storySettings()));
    const tasks = [
      storyFix('A', { dependsOn: ['B'] }),
      storyFix('B', { dependsOn: ['A'] }),
      storyVerification(),
    ];
    const plan = { tasks, phases: [storyPhase], warnings: [], headCommit: 'base' };
    const state = reduce(prepared, { type: 'planned', at: 1, ...plan });
    expect(state.failureReason).toContain('depends on itself');
  });

  it('goes on from what an archive says is done', () => {
    const outcome = { commit: 'c', usedTokens: 700, deferral: null };
    const state = storyInPhase([
      storyFix('A', { settled: { status: 'done', ...outcome } }),
      storyFix('B', { dependsOn: ['A'] }),
    ]);
    expect(offered(state)).toEqual(['work B']);
    expect(taskOf(state, 'A').settledVersion).toBe(1);
  });
});

describe('workers', () => {
  it('never get more tasks than allowed, and only ones whose dependencies are settled', () => {
    const fixes = ['A', 'B', 'C'].map((name) => storyFix(name));
    const state = storyInPhase([...fixes, storyFix('D', { dependsOn: ['A'] })]);
    expect(offered(state)).toEqual(['work A', 'work B']);
    const landed = complete(state, 'A');
    expect(offered(landed)).toEqual(['work B', 'work C']);
    expect(offered(complete(landed, 'B'))).toEqual(['work C', 'work D']);
  });

  it('verify one candidate of a branch at a time, in the order the work was done', () => {
    const state = storyInPhase([storyFix('A'), storyFix('B')]);
    const worked = finish(finish(state, 'B'), 'A');
    expect(offered(worked)).toEqual(['verify B']);
    const next = finish(worked, 'B', { commit: 'candidate-B', greenGates: ['lint'] });
    expect(offered(next)).toEqual(['verify A']);
    expect(handOf(next, 'A').brief.baseCommit).toBe('candidate-B');
  });

  it('verify again when the branch moved before the candidate landed', () => {
    const worked = finish(storyInPhase([storyFix('A')]), 'A');
    const fact = finished(worked, 'A', { commit: 'candidate', greenGates: ['lint'] });
    const landing = reduce(worked, fact);
    const { runId } = fact;
    const stale = { taskId: 'A', runId, branch: 'fix/security', head: 'moved' };
    const again = reduce(landing, { type: 'landing_stale', at: 1, ...stale });
    expect(handOf(again, 'A').brief).toMatchObject({ step: 'verify', baseCommit: 'moved' });
    expect(handOf(again, 'A').brief.attempt).toBe(2);
  });
});

describe('evidence', () => {
  it('keeps gates green that were green once, and only those', () => {
    const state = finish(storyInPhase([storyFix('A'), storyFix('B')]), 'A');
    expect(handOf(state, 'A').brief.requiredGates).toEqual(['lint']);
    const greenGates = ['lint', 'test'];
    const landed = finish(state, 'A', { commit: 'candidate', greenGates });
    expect(landed.greenOnce).toEqual(['lint', 'test']);
    expect(handOf(finish(landed, 'B'), 'B').brief.requiredGates).toEqual(['lint', 'test']);
  });

  it("always demands the finding's own check", () => {
    const state = finish(storyInPhase([storyFix('A', { hasCheck: true })]), 'A');
    expect(handOf(state, 'A').brief.requiredGates).toEqual(['lint', 'finding']);
  });

  it('does not believe a verification that proved less than required', () => {
    const state = finish(storyInPhase([storyFix('A')]), 'A');
    const lie = finish(state, 'A', { commit: 'candidate', greenGates: ['test'] });
    expect(taskOf(lie, 'A')).toMatchObject({ failedAttempts: 1, lastFailure: 'gate_failed' });
    expect(lie.phases[0]?.head).toBe('base');
    expect(handOf(lie, 'A').brief.previousErrors.join()).toContain('lint');
  });
});

describe('stopping', () => {
  it('takes back what nobody claimed, waits for what runs, then hands over', () => {
    const state = start(storyInPhase([storyFix('A'), storyFix('B')]), 'A');
    const stopping = settle(
      reduce(state, { type: 'stop_requested', at: 1, stop: 1, reason: 'enough for today' }),
    );
    expect(missionProgress(stopping)).toMatchObject({
      status: 'stopping',
      stopReason: 'enough for today',
    });
    expect(taskOf(stopping, 'B').position.at).toBe('waiting');
    const stopped = settle(reduce(stopping, finished(stopping, 'A')));
    expect(missionProgress(stopped).status).toBe('stopped');
    expect(outstanding(stopped)).toEqual([]);
    expect(taskOf(stopped, 'A').position.at).toBe('queued');
    const resumed = settle(reduce(stopped, { type: 'resume_requested', at: 2, stop: 1 }));
    expect(offered(resumed)).toEqual(['verify A', 'work B']);
    expect(handOf(resumed, 'B').brief.attempt).toBe(2);
    expect(taskOf(resumed, 'B').failedAttempts).toBe(0);
  });

  it('stops by itself, resumably, when no task could succeed', () => {
    const state = storyInPhase([storyFix('A')]);
    const halted = fail(state, 'A', 'sandbox_missing', 'bubblewrap is not installed');
    expect(missionProgress(halted).status).toBe('stopped');
    expect(missionProgress(halted).stopReason).toContain('bubblewrap is not installed');
    expect(taskOf(halted, 'A').failedAttempts).toBe(0);
    const resumed = settle(reduce(halted, { type: 'resume_requested', at: 2, stop: 1 }));
    expect(offered(resumed)).toEqual(['work A']);
  });

  it('ignores a stop or resume that was meant for an earlier moment', () => {
    const state = storyInPhase([storyFix('A')]);
    const stop = { type: 'stop_requested', at: 1, stop: 1, reason: 'x' } as const;
    const stopped = settle(reduce(state, stop));
    const resumed = settle(reduce(stopped, { type: 'resume_requested', at: 2, stop: 1 }));
    expect(reduce(resumed, stop)).toBe(resumed);
    expect(reduce(resumed, { type: 'stopped', at: 3, stop: 1 })).toBe(resumed);
  });
});
