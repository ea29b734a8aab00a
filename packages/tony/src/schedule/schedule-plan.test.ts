import { type PlanDocument, PlanLimits, type PlanSchedule } from '@mosaic/contract';
import { describe, expect, it } from 'vitest';
import { atomic, atomicsPlan } from '../../test/atomics-plan.ts';
import { indexPlan } from '../plan/plan-index.ts';
import { schedulePlan } from './schedule-plan.ts';

describe('schedulePlan', () => {
  const limits = (fields: Partial<PlanLimits> = {}) => PlanLimits.parse(fields);
  const schedule = (document: PlanDocument, given: Partial<PlanLimits> = {}, options = {}) =>
    schedulePlan(indexPlan(document), limits(given), options);
  const timesOf = (result: PlanSchedule, id: string) => {
    const node = result.nodes.find((it) => it.id === id);
    return node && [node.startMinutes, node.endMinutes];
  };

  it('gives the only worker the longest chain first, then the higher priority, then the lower id', () => {
    const { document, idOf } = atomicsPlan(
      [
        atomic('low', 10, { priority: 'low' }),
        atomic('plain', 10),
        atomic('urgent', 10, { priority: 'critical' }),
        atomic('head', 20),
        atomic('tail', 20),
        atomic('plain too', 10),
      ],
      [{ from: 'head', to: 'tail' }],
    );
    const result = schedule(document, { workers: 1 });
    const order = result.nodes
      .filter((node) => node.worker === 0)
      .sort((a, b) => a.startMinutes - b.startMinutes)
      .map((node) => node.id);
    const keys = ['head', 'tail', 'urgent', 'plain', 'plain too', 'low'];
    expect(order).toEqual(keys.map(idOf));
    expect(result.criticalPath).toEqual([idOf('head'), idOf('tail')]);
    expect(result.bottlenecks[0]).toMatchObject({ name: 'workers', nodes: 4 });
  });

  it('keeps apart what changes the same file, and says so', () => {
    const { document, idOf } = atomicsPlan([
      atomic('first', 10, { files: ['src/app.ts'] }),
      atomic('second', 10, { files: ['./src/app.ts'] }),
      atomic('glob', 10, { files: ['src/**'] }),
      atomic('other', 10, { files: ['docs/a.md'] }),
    ]);
    const result = schedule(document, { workers: 4 });
    expect(result.makespanMinutes).toBe(30);
    expect(timesOf(result, idOf('other'))).toEqual([0, 10]);
    expect(result.bottlenecks.map((it) => it.name)).toContain('file src/app.ts');
    expect(schedule(document, { workers: 4, separateFiles: false }).makespanMinutes).toBe(10);
  });

  it('waits for agents of a type, and a leaf takes the type of a node above it', () => {
    const { document } = atomicsPlan([atomic('a', 10), atomic('b', 10), atomic('c', 10)]);
    const typed = {
      ...document,
      nodes: document.nodes.map((node) =>
        node.id.startsWith('F.') ? { ...node, agentType: 'qa-agent' as const } : node,
      ),
    };
    const result = schedule(typed, { workers: 3, agents: { 'qa-agent': 1 } });
    expect(result.makespanMinutes).toBe(30);
    expect(result.bottlenecks).toEqual([{ name: 'agent qa-agent', waitedMinutes: 30, nodes: 2 }]);
    expect(() => schedule(typed, { agents: { 'qa-agent': 0 } })).toThrow(/allow none/);
  });

  it('takes the branch for success and gives the other one no time', () => {
    const { document, idOf } = atomicsPlan(
      [atomic('try', 10), atomic('go on', 20), atomic('repair', 30), atomic('after', 5)],
      [
        { from: 'try', to: 'go on', kind: 'conditional', when: 'done' },
        { from: 'try', to: 'repair', kind: 'conditional', when: 'failed' },
        { from: 'repair', to: 'after' },
      ],
    );
    const result = schedule(document);
    expect(result.makespanMinutes).toBe(30);
    expect(result.workMinutes).toBe(35);
    expect(result.nodes.find((it) => it.id === idOf('repair'))).toMatchObject({
      startMinutes: 10,
      endMinutes: 10,
      worker: null,
      isCritical: false,
    });
    expect(timesOf(result, idOf('after'))).toEqual([10, 15]);
    const failed = new Map([
      [idOf('try'), { minutes: 15, tokens: null, outcome: 'failed' as const }],
    ]);
    const after = schedule(document, {}, { finished: failed });
    expect(timesOf(after, idOf('repair'))).toEqual([15, 45]);
    expect(timesOf(after, idOf('go on'))).toEqual([15, 15]);
  });

  it('lets nothing finished move, and goes on with what is under way', () => {
    const { document, idOf } = atomicsPlan(
      [atomic('a', 10), atomic('b', 10), atomic('c', 30), atomic('d', 10)],
      [{ from: 'a', to: 'b' }],
    );
    const result = schedule(
      document,
      { workers: 1 },
      {
        finished: new Map([[idOf('a'), { minutes: 25, tokens: 10, outcome: 'done' }]]),
        started: new Map([[idOf('d'), 40]]),
      },
    );
    expect(timesOf(result, idOf('a'))).toEqual([0, 25]);
    expect(timesOf(result, idOf('d'))).toEqual([25, 66]);
    expect(timesOf(result, idOf('c'))).toEqual([66, 96]);
    expect(result.makespanMinutes).toBe(106);
  });

  it('refuses a plan with a cycle', () => {
    const { document } = atomicsPlan(
      [atomic('a', 1), atomic('b', 1)],
      [
        { from: 'a', to: 'b' },
        { from: 'b', to: 'a' },
      ],
    );
    expect(() => schedule(document)).toThrow(/cycle/);
  });

  it('schedules an empty plan as nothing', () => {
    const empty: PlanDocument = { ...atomicsPlan([atomic('a', 1)]).document, nodes: [], edges: [] };
    expect(schedule(empty)).toEqual({
      makespanMinutes: 0,
      criticalMinutes: 0,
      workMinutes: 0,
      criticalPath: [],
      nodes: [],
      bottlenecks: [],
    });
  });

  it('brings two thousand atomics that share a file and an agent through one by one', () => {
    const names = Array.from({ length: 2_000 }, (_, at) => `n${at}`);
    const { document } = atomicsPlan(
      names.map((name, at) =>
        atomic(name, 1, {
          files: at % 3 === 0 ? ['src/**'] : ['src/app.ts', `src/${at}.ts`],
          agentType: 'qa-agent',
        }),
      ),
    );
    const result = schedule(document, { workers: 8, agents: { 'qa-agent': 1 } });
    expect(result.makespanMinutes).toBe(2_000);
    expect(result.criticalMinutes).toBe(1);
  });
});
