import { describe, expect, it } from 'vitest';
import { storyFix, storyPhase, storyVerification } from './mission-story.ts';
import { planProblem } from './plan-problem.ts';

describe('planProblem', () => {
  const good = [storyFix('A'), storyFix('B', { dependsOn: ['A'] }), storyVerification()];

  it('finds nothing wrong with a plan that can be finished', () => {
    expect(planProblem(good, [storyPhase])).toBeNull();
    expect(planProblem([], [])).toBeNull();
  });

  it.each([
    ['two tasks with one id', [...good, storyFix('A')], 'the same id'],
    ['a phase that is not there', [...good, storyFix('C', { phase: 7 })], 'phase 7'],
    ['a phase without verification', [storyFix('A')], '0 verification tasks'],
    ['an unknown dependency', [...good, storyFix('C', { dependsOn: ['X'] })], 'depends on X'],
    ['a fix after its verification', [...good, storyFix('C', { dependsOn: ['V1'] })], 'V1'],
    ['a task that waits for itself', [...good, storyFix('C', { dependsOn: ['C'] })], 'itself'],
  ])('names %s', (_, tasks, problem) => {
    expect(planProblem(tasks, [storyPhase])).toContain(problem);
  });
});
