import { PlanNodeId } from '@mosaic/contract';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  ancestorsOf,
  childId,
  compareNodeIds,
  isBelow,
  levelNumber,
  levelOf,
  numberOf,
  parentIdOf,
} from './node-id.ts';

const anyId = fc
  .tuple(
    fc.integer({ min: 1, max: 999 }),
    fc.array(fc.integer({ min: 1, max: 99 }), { maxLength: 5 }),
  )
  .map(([epic, below]) => below.reduce((id, number) => childId(id, number), childId(null, epic)));

describe('ids of nodes', () => {
  it('are what the contract takes, and nothing else is', () => {
    fc.assert(
      fc.property(anyId, (id) => {
        expect(PlanNodeId.safeParse(id).success).toBe(true);
        expect(levelNumber(id)).toBe(id.split('.').length - 2);
      }),
    );
    fc.assert(
      fc.property(
        fc.oneof(fc.string(), fc.stringMatching(/^(?:E|F|S|T|ST|A)(?:\.\d{1,3}){1,7}$/)),
        (text) => {
          expect(levelNumber(text) >= 0).toBe(PlanNodeId.safeParse(text).success);
        },
      ),
      { numRuns: 500 },
    );
  });

  it('lead to their parents and back', () => {
    fc.assert(
      fc.property(anyId, (id) => {
        const parentId = parentIdOf(id);
        expect(childId(parentId, numberOf(id))).toBe(id);
        expect(ancestorsOf(id)).toHaveLength(levelNumber(id));
        expect(ancestorsOf(id).at(-1) ?? null).toBe(parentId);
        expect(ancestorsOf(id).every((above) => isBelow(id, above) && !isBelow(above, id))).toBe(
          true,
        );
      }),
    );
  });

  it('sort parents before children and branches together', () => {
    const sorted = ['E.001', 'F.001.01', 'S.001.01.02', 'S.001.01.10', 'F.001.02', 'E.002', '?'];
    expect(sorted.toReversed().sort(compareNodeIds)).toEqual(sorted);
  });

  it('say what is wrong with them', () => {
    expect(() => levelOf('T.001.01')).toThrow('"T.001.01" is no plan id');
    expect(() => childId('A.001.01.01.01.01.01', 1)).toThrow('is atomic and has no children');
    expect(() => childId('E.001', 100)).toThrow('Number 100 is not from 1 to 99');
  });
});
