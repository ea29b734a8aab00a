import { type Event, eventTypes } from '@mosaic/contract';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { describeEvent } from './describe-event.ts';

function event(type: Event['type'], data: Event['data']): Event {
  return {
    seq: 1,
    type,
    at: '2026-11-21T10:00:00Z',
    projectId: null,
    missionId: null,
    taskId: null,
    runId: null,
    agentId: null,
    data,
  };
}

describe('describeEvent', () => {
  it('has words for every event type', () => {
    for (const type of eventTypes) {
      expect(describeEvent(event(type, {})).sentence).not.toContain('.');
    }
  });

  it('shows plain facts and leaves ids, hashes and nested data out', () => {
    const { facts } = describeEvent(
      event('task.settled', {
        status: 'done',
        usedTokens: 5200,
        taskId: 'tsk_1',
        stateHash: 'ab',
        deep: {},
      }),
    );
    expect(facts).toBe('status done · used tokens 5200');
  });

  it('stays short and printable whatever an event carries', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string({ maxLength: 20 }), fc.anything()), (data) => {
        const { facts } = describeEvent(event('task.changed', data));
        expect(facts.length).toBeLessThan(600);
        expect(facts).not.toContain('\u001b');
      }),
    );
  });
});
