import { describe, expect, it } from 'vitest';
import { gateArea } from './gate-area.ts';
import { finishedNodes, type NodeTask, nodeStates, startedNodes } from './node-states.ts';

const task = (id: string, change: Partial<NodeTask> = {}): NodeTask => ({
  id,
  key: id,
  status: 'not-started',
  dependsOn: [],
  usedTokens: null,
  startedAt: null,
  completedAt: null,
  ...change,
});
const at = (minute: number) => new Date(Date.UTC(2026, 0, 1, 0, minute)).toISOString();
const evidence = (taskId: string, gate: string, passed: boolean, minute = 0) => ({
  taskId,
  gate,
  passed,
  createdAt: at(minute),
});

describe('the state of a node', () => {
  it('follows its task, and is blocked while what it waits for is open', () => {
    const tasks = new Map([
      ['a', task('a', { status: 'done', startedAt: at(0), completedAt: at(12), usedTokens: 7 })],
      ['b', task('b', { status: 'in-progress', startedAt: at(5) })],
      ['c', task('c', { dependsOn: ['a'] })],
      ['d', task('d', { dependsOn: ['a', 'b'] })],
      ['e', task('e', { status: 'skipped' })],
      ['f', task('f', { status: 'cancelled' })],
    ]);
    const states = nodeStates(tasks, [], []);
    expect([...states].map(([id, { status }]) => `${id} ${status}`)).toEqual([
      'a done',
      'b in_progress',
      'c pending',
      'd blocked',
      'e skipped',
      'f deferred',
    ]);
    expect(states.get('a')).toMatchObject({ usedMinutes: 12, usedTokens: 7, evidenceScore: null });
    expect([...finishedNodes(states).keys()]).toEqual(['a', 'e', 'f']);
    expect(startedNodes(tasks, Date.parse(at(9)))).toEqual(new Map([['b', 4]]));
  });

  it('counts the last run of each gate, by the areas the project has gates for', () => {
    const tasks = new Map([['a', task('a', { status: 'done' })]]);
    const runs = [
      evidence('a', 'test', false, 1),
      evidence('a', 'test', true, 2),
      evidence('a', 'build', false, 1),
    ];
    const score = nodeStates(tasks, runs, ['test', 'build', 'audit']).get('a')?.evidenceScore;
    // Tests got 20 of 25 + 20 + 10 points: the audit was never run.
    expect(score).toBeCloseTo(36.4, 1);
  });
});

it.each([
  ['test', 'tests'],
  ['unit-tests', 'tests'],
  ['typecheck', 'build'],
  ['build', 'build'],
  ['lint', 'quality'],
  ['npm audit', 'security'],
  ['docs', 'documentation'],
  ['finding', 'functional'],
  ['acceptance', 'functional'],
])('the gate %s speaks for %s', (gate, area) => {
  expect(gateArea(gate)).toBe(area);
});
