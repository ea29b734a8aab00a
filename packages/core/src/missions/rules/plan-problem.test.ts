import { describe, expect, it } from 'vitest';
import { storyFix, storyPhase, storyVerification } from './mission-story.ts';
import { planProblem } from './plan-problem.ts';
import { noTerms } from './plan-terms.ts';

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

  const claims = { checks: [{ counter: 0, most: -1 }], takes: [{ counter: 0, units: 3 }] };
  const condition = { node: 'n', tasks: ['A'], sources: [] };
  it.each([
    ['an unknown counter', [storyFix('A', { claims })], {}, 'claims something that the plan lacks'],
    ['too great a claim', [storyFix('A', { claims })], { counters: ['db'] }, 'more of something'],
    [
      'a wait for what is not there',
      [storyFix('A')],
      { waits: [{ after: ['X'], tasks: ['A'] }] },
      'lacks',
    ],
    ['a wait for itself', good, { waits: [{ after: ['B'], tasks: ['A'] }] }, 'itself'],
    [
      'a branch that decides itself',
      [storyFix('A')],
      { conditions: [{ ...condition, sources: [{ node: 'm', when: 'done', tasks: ['A'] }] }] },
      'itself',
    ],
    [
      'an unknown task of another plan',
      [storyFix('A')],
      { externals: [{ node: 'n', tasks: ['X'], planId: 'p', otherId: null }] },
      'lacks',
    ],
  ] as const)('names %s', (_, tasks, terms, problem) => {
    const whole = tasks.some(({ kind }) => kind === 'verification')
      ? tasks
      : [...tasks, storyVerification()];
    expect(planProblem(whole, [storyPhase], { ...noTerms, ...terms })).toContain(problem);
  });
});
