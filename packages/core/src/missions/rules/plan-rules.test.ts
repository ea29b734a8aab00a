import { describe, expect, it } from 'vitest';
import { initialState } from './initial-state.ts';
import {
  afterBaseline,
  complete,
  fail,
  finished,
  offered,
  settle,
  start,
  storyFix,
  storyPhase,
  storySettings,
  storyVerification,
  taskOf,
} from './mission-story.ts';
import { nodeGates } from './node-gates.ts';
import { outstanding } from './outstanding.ts';
import type { TaskEntry } from './plan-entry.ts';
import { noTerms, type PlanTerms } from './plan-terms.ts';
import { reduce } from './reduce.ts';
import type { MissionState } from './state.ts';
import { missionProgress } from './view.ts';

const key = (number: number) => `A.001.01.01.01.01.0${number}`;
const atomic = (number: number, more: Partial<TaskEntry> = {}): TaskEntry =>
  storyFix(key(number), { kind: 'atomic', severity: null, findingId: null, ...more });

function running(
  tasks: readonly TaskEntry[],
  terms: Partial<PlanTerms> = {},
  maxWorkers = 4,
): MissionState {
  const settings = storySettings({
    from: 'plan',
    reportName: null,
    maxWorkers,
    attemptsMax: 1,
    plan: { planId: 'pln_1', epicId: null },
  });
  const prepared = settle(initialState(settings));
  const planned = reduce(prepared, {
    type: 'planned',
    at: 20,
    tasks: [...tasks, storyVerification()],
    phases: [{ ...storyPhase, severity: null }],
    warnings: [],
    headCommit: 'base',
    terms: { ...noTerms, ...terms },
  });
  return afterBaseline(settle(planned));
}

const status = (state: MissionState, number: number) => {
  const { position } = taskOf(state, key(number));
  return position.at === 'settled' ? position.status : position.at;
};

describe('branches of a plan', () => {
  const branches = {
    conditions: [
      { node: key(2), tasks: [key(2)], sources: [{ node: key(1), when: 'done', tasks: [key(1)] }] },
      {
        node: key(3),
        tasks: [key(3)],
        sources: [{ node: key(1), when: 'failed', tasks: [key(1)] }],
      },
    ],
  } as const;

  it('are decided by how their source ended, never before', () => {
    const state = running([atomic(1), atomic(2), atomic(3)], branches);
    expect(offered(state)).toEqual([`work ${key(1)}`]);
    const done = complete(state, key(1));
    expect(status(done, 3)).toBe('skipped');
    expect(offered(done)).toEqual([`work ${key(2)}`]);
    expect(missionProgress(done).tasks).toMatchObject({ done: 1, skipped: 1 });
  });

  it('wait for polish before a source counts as failed', () => {
    const failing = fail(
      running([atomic(1), atomic(2), atomic(3)], branches),
      key(1),
      'gate_failed',
    );
    expect(status(failing, 3)).toBe('waiting');
    const given = fail(failing, key(1), 'gate_failed');
    expect([status(given, 1), status(given, 2)]).toEqual(['deferred', 'skipped']);
    expect(offered(given)).toEqual([`work ${key(3)}`]);
  });

  it('are skipped further down where their source was skipped, and no order is lost by that', () => {
    const nested = {
      conditions: [
        ...branches.conditions,
        {
          node: key(4),
          tasks: [key(4)],
          sources: [{ node: key(3), when: 'done', tasks: [key(3)] }],
        },
      ],
    } as const;
    const after = atomic(5, { dependsOn: [key(4)] });
    const state = complete(
      running([1, 2, 3, 4].map((at) => atomic(at)).concat(after), nested),
      key(1),
    );
    expect([status(state, 3), status(state, 4)]).toEqual(['skipped', 'skipped']);
    expect(offered(state)).toEqual([`work ${key(2)}`, `work ${key(5)}`]);
    expect(taskOf(state, key(4)).decision?.skipReason).toContain('ended as skipped');
  });

  it('are not left out before it is their turn', () => {
    const late = atomic(3, { dependsOn: [key(4)] });
    const state = complete(running([atomic(4), atomic(1), atomic(2), late], branches), key(1));
    expect(status(state, 3)).toBe('waiting');
    expect(status(complete(state, key(4)), 3)).toBe('skipped');
  });
});

describe('what tasks share', () => {
  const claims = { checks: [{ counter: 0, most: 0 }], takes: [{ counter: 0, units: 1 }] };

  it('goes to one after the other, and others pass by', () => {
    const tasks = [atomic(1, { claims }), atomic(2, { claims }), atomic(3)];
    const state = running(tasks, { counters: ['database'] });
    expect(offered(state)).toEqual([`work ${key(1)}`, `work ${key(3)}`]);
    expect(offered(complete(state, key(1)))).toEqual([`work ${key(2)}`, `work ${key(3)}`]);
  });

  it('is free again when work fails', () => {
    const tasks = [atomic(1, { claims }), atomic(2, { claims })];
    const state = fail(running(tasks, { counters: ['database'] }), key(1), 'gate_failed');
    expect(offered(state)).toEqual([`work ${key(2)}`]);
  });
});

describe('locks of the hub', () => {
  const locks = [{ lockId: 'deploy:web', count: 1, capacity: 1 }];
  const wanted = (state: MissionState) =>
    outstanding(state).flatMap((intent) => (intent.type === 'take_locks' ? [intent.taskId] : []));
  const taken = (state: MissionState, number = 1) =>
    reduce(state, {
      type: 'locks_taken',
      at: 30,
      taskId: key(1),
      number,
      holdId: `hold-${number}`,
    });

  it('are taken before the work is offered, and people are told what it waits for', () => {
    const state = running([atomic(1, { locks }), atomic(2)]);
    expect(offered(state)).toEqual([`work ${key(2)}`]);
    expect(wanted(state)).toEqual([key(1)]);
    expect(missionProgress(state).waitingFor).toEqual([`${key(1)} waits for the lock deploy:web.`]);
    const held = taken(state);
    expect(offered(held)).toEqual([`work ${key(1)}`, `work ${key(2)}`]);
    expect(wanted(held)).toEqual([]);
  });

  it('are given back once the work has landed', () => {
    const done = complete(taken(running([atomic(1, { locks })])), key(1));
    expect(taskOf(done, key(1))).toMatchObject({ hold: null, holds: 1 });
  });

  it('are given back when the mission stops', () => {
    const held = taken(running([atomic(1, { locks })]));
    const stopping = reduce(held, { type: 'stop_requested', at: 40, stop: 1, reason: 'lunch' });
    const stopped = settle(stopping);
    expect(stopped.control).toBe('stopped');
    expect(taskOf(stopped, key(1)).hold).toBeNull();
  });

  it('that are lost end the work, which begins anew with others', () => {
    const working = start(taken(running([atomic(1, { locks })])), key(1));
    const lost = reduce(working, { type: 'locks_lost', at: 50, taskId: key(1), number: 1 });
    expect(outstanding(lost)).toContainEqual(
      expect.objectContaining({ type: 'withdraw', taskId: key(1), step: 'work' }),
    );
    const failure = { code: 'stopped', message: 'The run was asked to stop.' } as const;
    const ended = { status: 'failed', commit: null, failure } as const;
    const again = settle(reduce(lost, finished(lost, key(1), ended)));
    expect(taskOf(again, key(1)).failedAttempts).toBe(0);
    expect(offered(again)).toEqual([]);
    expect(wanted(again)).toEqual([key(1)]);
    expect(offered(taken(again, 2))).toEqual([`work ${key(1)}`]);
  });

  it('are asked for by no more tasks than there are free workers', () => {
    const state = running([atomic(1, { locks }), atomic(2, { locks }), atomic(3)], {}, 2);
    expect(wanted(state)).toEqual([key(1)]);
  });
});

describe('gates of nodes', () => {
  const nodes = ['E.001', 'F.001.01', 'S.001.01.01', 'T.001.01.01.01', 'ST.001.01.01.01.01'].map(
    (id) => ({ id, title: id }),
  );
  const by = (state: MissionState) =>
    Object.fromEntries(nodeGates(state).map(({ nodeId, status: gate }) => [nodeId, gate]));

  it('close with the last atomic below; features and epics with the verification', () => {
    const state = complete(running([atomic(1)], { nodes }), key(1));
    expect(by(state)).toEqual({
      'E.001': 'open',
      'F.001.01': 'open',
      'S.001.01.01': 'passed',
      'T.001.01.01.01': 'passed',
      'ST.001.01.01.01.01': 'passed',
    });
    const [story] = nodeGates(state).filter(({ level }) => level === 'story');
    expect(story).toMatchObject({ commit: `candidate-${key(1)}`, greenGates: ['lint'] });
    expect(state.journal.filter((line) => line.includes('closed'))).toEqual([
      `E.001 closed (E.001): 1 done; gates lint green at candidate-`,
      `F.001.01 closed (F.001.01): 1 done; gates lint green at candidate-`,
      `S.001.01.01 closed (S.001.01.01): 1 done; gates lint green at candidate-`,
    ]);
  });

  it('fail where something below was put off, and are skipped where all was', () => {
    const never = {
      node: 'n',
      tasks: [key(2)],
      sources: [{ node: key(1), when: 'done', tasks: [key(1)] }],
    } as const;
    const state = running([atomic(1), atomic(2)], { nodes, conditions: [never] });
    const failed = fail(fail(state, key(1), 'gate_failed'), key(1), 'gate_failed');
    expect(by(failed)['S.001.01.01']).toBe('failed');
    expect(nodeGates(failed)[2]?.atomics).toMatchObject({ deferred: 1, skipped: 1 });
  });
});
