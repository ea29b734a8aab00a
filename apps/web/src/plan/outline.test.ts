import { describe, expect, it } from 'vitest';
import { samplePlan } from '../../test/sample-plan.ts';
import { canMove, moveTargets, neighbourParent } from './move-targets.ts';
import { childrenOf, idsAbove, isLeaf, outlineOf } from './outline.ts';
import { openAround, openFirst, openTo, visibleRows } from './visible-rows.ts';

const document = samplePlan({ epics: 2, below: [2, 2, 1, 1, 3] });
const outline = outlineOf(document);
const at = (id: string) => outline.positionOf.get(id) ?? -1;

describe('outlineOf', () => {
  it('adds up leaves and minutes from the atomics', () => {
    const atomics = document.nodes.filter((node) => node.id.startsWith('A.001'));
    expect(outline.leaves[at('E.001')]).toBe(atomics.length);
    expect(outline.minutes[at('E.001')]).toBe(
      atomics.reduce((sum, node) => sum + (node.estimate?.minutes ?? 0), 0),
    );
  });

  it('keeps subtrees as ranges', () => {
    document.nodes.forEach((node, position) => {
      const below = document.nodes.slice(position + 1, outline.end[position]);
      const digits = node.id.slice(node.id.indexOf('.'));
      expect(below.every(({ id }) => id.slice(id.indexOf('.')).startsWith(digits))).toBe(true);
      expect(isLeaf(outline, position)).toBe(below.length === 0);
    });
    expect(childrenOf(outline, -1).map((each) => document.nodes[each]?.id)).toEqual([
      'E.001',
      'E.002',
    ]);
  });

  it('counts a leaf above the atomics as one without minutes', () => {
    const cut = outlineOf({ nodes: document.nodes.slice(0, 2) });
    expect([cut.leaves[0], cut.minutes[0]]).toEqual([1, 0]);
  });

  it('knows the way down to a node', () => {
    expect(idsAbove(outline, 'T.001.02.01.01')).toEqual(['E.001', 'F.001.02', 'S.001.02.01']);
  });
});

describe('visibleRows', () => {
  it('shows epics alone while nothing is open, and all when everything is', () => {
    expect(visibleRows(outline, new Set()).map((row) => row.id)).toEqual(['E.001', 'E.002']);
    expect(visibleRows(outline, openTo(outline, 5)).map((row) => row.id)).toEqual(
      document.nodes.map((node) => node.id),
    );
  });

  it('tells each row its place among its siblings', () => {
    const rows = visibleRows(outline, new Set(['E.001']));
    expect(rows.map((row) => [row.id, row.place, row.siblings, row.isOpen])).toEqual([
      ['E.001', 1, 2, true],
      ['F.001.01', 1, 2, false],
      ['F.001.02', 2, 2, false],
      ['E.002', 2, 2, false],
    ]);
  });

  it('finds words with the way to them, and nothing beside it', () => {
    const rows = visibleRows(outline, new Set(), 'A.002.01.01.01.01.02');
    expect(rows.map((row) => row.id)).toEqual([
      'E.002',
      'F.002.01',
      'S.002.01.01',
      'T.002.01.01.01',
      'ST.002.01.01.01.01',
      'A.002.01.01.01.01.02',
    ]);
    expect(visibleRows(outline, new Set(), 'nothing has this')).toEqual([]);
  });

  it('opens as many levels as fit at first', () => {
    expect(visibleRows(outline, openFirst(outline, 10)).length).toBe(6);
    expect(visibleRows(outline, openFirst(outline, 1_000)).length).toBe(document.nodes.length);
  });

  it('opens what is needed to see a node and leaves the set alone where nothing is', () => {
    const open = openAround(outline, new Set(), 'S.001.02.01');
    expect([...open]).toEqual(['E.001', 'F.001.02']);
    expect(openAround(outline, open, 'S.001.02.02')).toBe(open);
  });
});

describe('where a node can move', () => {
  it('is every parent of the same level but its own', () => {
    expect(moveTargets(outline, 'S.001.01.01')).toEqual(['F.001.02', 'F.002.01', 'F.002.02']);
    expect(canMove(outline, 'S.001.01.01', 'E.001')).toBe(false);
    expect(moveTargets(outline, 'E.001')).toEqual([]);
  });

  it('goes to the neighbour and stops at the ends of the plan', () => {
    expect(neighbourParent(outline, 'S.001.02.01', 1)).toBe('F.002.01');
    expect(neighbourParent(outline, 'S.001.02.01', -1)).toBe('F.001.01');
    expect(neighbourParent(outline, 'S.001.01.01', -1)).toBeNull();
    expect(neighbourParent(outline, 'S.002.02.01', 1)).toBeNull();
    expect(neighbourParent(outline, 'E.001', 1)).toBeNull();
  });
});
