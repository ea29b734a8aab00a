import { Mission } from '@mosaic/contract';
import { describe, expect, it } from 'vitest';
import { complete, fail, start, storyFix, storyInPhase } from './mission-story.ts';
import { missionProgress, taskViews } from './view.ts';

describe('missionProgress', () => {
  const state = fail(
    fail(complete(storyInPhase([storyFix('A'), storyFix('B')]), 'A'), 'B', 'crashed'),
    'B',
    'crashed',
  );

  it('counts planned tasks, not the built-in ones', () => {
    const { tasks, phases, estimateTokens } = missionProgress(state);
    expect(tasks).toMatchObject({ total: 3, done: 1, 'in-progress': 1, 'not-started': 1 });
    expect(phases).toMatchObject([{ stage: 'polish', total: 2, done: 1, deferred: 0 }]);
    expect(estimateTokens).toBe(24_000);
  });

  it('fits the contract', () => {
    const shape = Mission.pick({ status: true, phases: true, tasks: true, stopReason: true });
    expect(shape.safeParse(missionProgress(state)).success).toBe(true);
  });
});

describe('taskViews', () => {
  it('shows keys both ways, the phase issue, who started when, and unknown tokens as null', () => {
    const fixes = [storyFix('A'), storyFix('B', { dependsOn: ['A'] })];
    const [a, b] = taskViews(start(storyInPhase(fixes), 'A'));
    expect(a).toMatchObject({
      key: 'A',
      status: 'in-progress',
      issue: '#337',
      blocks: ['B'],
      agentName: 'runner-1',
      startedAt: 100,
      completedAt: null,
      usedTokens: null,
    });
    expect(b).toMatchObject({ status: 'not-started', dependsOn: ['A'], startedAt: null });
  });
});
