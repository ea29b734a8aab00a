import type { Event } from '@mosaic/contract';
import { eventTypes } from '@mosaic/contract';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { reduceEvents } from './reduce-events.ts';

function event(seq: number, fields: Partial<Event>): Event {
  return {
    seq,
    type: 'mission.changed',
    at: '2026-11-21T10:00:00Z',
    projectId: null,
    missionId: null,
    taskId: null,
    runId: null,
    agentId: null,
    data: {},
    ...fields,
  };
}

describe('reduceEvents', () => {
  it('reads a thing once however many events tell of it', () => {
    const changes = reduceEvents([
      event(1, { type: 'run.progressed', missionId: 'm', taskId: 't', runId: 'r' }),
      event(2, { type: 'run.progressed', missionId: 'm', taskId: 't', runId: 'r' }),
      event(3, { type: 'run.finished', missionId: 'm', taskId: 't', runId: 'r' }),
    ]);
    expect([...changes.missionIds]).toEqual(['m']);
    expect([...changes.taskIds]).toEqual(['t']);
    expect([...changes.runIds]).toEqual(['r']);
    expect(changes.evidenceOf.size).toBe(0);
  });

  it('notices new tasks, evidence, handoffs, projects and agents', () => {
    const changes = reduceEvents([
      event(1, { type: 'project.added', projectId: 'p' }),
      event(2, { type: 'agent.left' }),
      event(3, { type: 'task.added', missionId: 'm' }),
      event(4, { type: 'evidence.added', missionId: 'm', taskId: 't' }),
      event(5, { type: 'handoff.added', missionId: 'm' }),
    ]);
    expect(changes.areProjectsStale).toBe(true);
    expect(changes.areAgentsStale).toBe(true);
    expect([...changes.plansOf]).toEqual(['m']);
    expect([...changes.evidenceOf]).toEqual(['m']);
    expect([...changes.evidenceOfTasks]).toEqual(['t']);
    expect([...changes.handoffsOf]).toEqual(['m']);
  });

  it('looks for the run itself when an event does not name it', () => {
    const changes = reduceEvents([event(1, { type: 'task.claimed', missionId: 'm', taskId: 't' })]);
    expect([...changes.runsOf]).toEqual(['m']);
  });

  it('never misses an id that an event names, in any order and batch', () => {
    const id = fc.option(fc.constantFrom('a', 'b', 'c'));
    const events = fc.array(
      fc.record({ type: fc.constantFrom(...eventTypes), missionId: id, taskId: id, runId: id }),
    );
    fc.assert(
      fc.property(events, (batch) => {
        const all = batch.map((fields, index) => event(index + 1, fields));
        const changes = reduceEvents(all);
        for (const one of all) {
          if (one.taskId !== null) expect(changes.taskIds).toContain(one.taskId);
          if (one.runId !== null) expect(changes.runIds).toContain(one.runId);
          if (one.missionId === null) continue;
          expect(changes.missionIds).toContain(one.missionId);
          expect(changes.events.get(one.missionId)).toContain(one);
        }
      }),
    );
  });
});
