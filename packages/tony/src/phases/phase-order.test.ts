import { describe, expect, it } from 'vitest';
import { missingParts, partsOf, requireTurn, withPhase } from './phase-order.ts';
import { type PhaseOption, type PhaseRecord, stageOf, statusOf } from './planning.ts';
import { bullets, plain, table } from './planning-file.ts';

const limits = { workers: 2, agents: {}, separateFiles: true };
const record = (
  phase: PhaseRecord['phase'],
  options: readonly PhaseOption[] = partsOf(phase, []),
  isPassed?: boolean,
): PhaseRecord => ({
  phase,
  options,
  limits,
  at: '2026-01-01T00:00:00.000Z',
  ...(isPassed === undefined
    ? {}
    : { certification: { isPassed, isStrict: false, checks: [], planVersion: 1 } }),
});
const done = (...phases: PhaseRecord['phase'][]) => phases.map((phase) => record(phase));

describe('phases', () => {
  it('are refused out of turn, naming the verb that comes first', () => {
    for (const [before, phase, verb] of [
      [done(), 2, 'phase1'],
      [done(1), 3, 'phase2'],
      [done(1, 2), 4, 'phase3'],
      [done(), 4, 'phase1'],
    ] as const) {
      expect(() => requireTurn({ done: before, phases: 4 }, phase)).toThrow(`tony plan ${verb}`);
    }
    expect(() => requireTurn({ done: done(1, 2), phases: 4 }, 3)).not.toThrow();
    expect(() => requireTurn({ done: done(1, 2), phases: 2 }, 3)).toThrow('2 phases');
  });

  it('done again take the later ones back and keep the parts that were done before', () => {
    const mapped = record(2, ['map-dependencies']);
    const again = withPhase([record(1), mapped, record(3)], record(2, ['decompose-tasks']));
    expect(again.map(({ phase }) => phase)).toEqual([1, 2]);
    expect(again.at(-1)?.options).toEqual(['decompose-tasks', 'map-dependencies']);
  });

  it('have parts of their own; none said means all', () => {
    expect(partsOf(3, [])).toEqual(['critical-path', 'optimize-resources']);
    expect(partsOf(3, ['optimize-resources'])).toEqual(['optimize-resources']);
    expect(() => partsOf(3, ['validate'])).toThrow('--critical-path, --optimize-resources');
  });

  it('say which parts were left out', () => {
    const some = [record(1, ['define-epics']), record(2), record(3)];
    expect(missingParts(some, 4)).toEqual(['tony plan phase1 --analyze-domain']);
    expect(missingParts(done(1, 2, 3), 4)).toEqual([]);
  });

  it('lead to a stage and a status', () => {
    expect(stageOf({ done: [], phases: 4 })).toBe('ready');
    expect(stageOf({ done: done(1, 2), phases: 4 })).toBe('phase_2');
    expect(stageOf({ done: done(1, 2), phases: 2 })).toBe('completed');
    const failed = [...done(1, 2, 3), record(4, ['certify'], false)];
    const passed = [...done(1, 2, 3), record(4, ['certify'], true)];
    expect([stageOf({ done: failed, phases: 4 }), statusOf({ done: failed })]).toEqual([
      'phase_4',
      'draft',
    ]);
    expect([stageOf({ done: passed, phases: 4 }), statusOf({ done: passed })]).toEqual([
      'completed',
      'certified',
    ]);
  });
});

describe('foreign text in a report', () => {
  it('stays on its line and is no markup', () => {
    const text = plain('# Title\n| cell | <script> [link](x) `code` \u001b[31mred');
    expect(text).not.toContain('\n');
    expect(text).not.toContain('\u001b');
    expect(text).toContain('\\# Title \\| cell \\| \\<script\\> \\[link\\](x) \\`code\\`');
    expect(table(['a'], [[plain('x | y')]]).split('\n')).toHaveLength(3);
    expect(bullets([plain('a\n- b')]).split('\n')).toHaveLength(1);
  });
});
