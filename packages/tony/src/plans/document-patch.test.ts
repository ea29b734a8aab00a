import type { PlanDocument, PlanNode } from '@mosaic/contract';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { diffDocuments, patchDocument } from './document-patch.ts';
import { diffLists, patchList } from './list-patch.ts';

const items = fc.array(fc.integer({ min: 0, max: 8 }), { maxLength: 30 });

describe('a patch of a list', () => {
  it('leads from one list to the other and back, whatever they hold', () => {
    fc.assert(
      fc.property(items, items, (numbersBefore, numbersAfter) => {
        const before = numbersBefore.map((value) => ({ value }));
        const after = numbersAfter.map((value) => ({ value }));
        const patch = diffLists(before, after);
        expect(patch ? patchList(before, patch.forward) : before).toEqual(after);
        expect(patch ? patchList(after, patch.backward) : after).toEqual(before);
      }),
    );
  });

  it('says only what changed', () => {
    const before = Array.from({ length: 1_000 }, (_, value) => ({ value }));
    const after = before.filter(({ value }) => value % 100 !== 7);
    after[500] = { value: -1 };
    const patch = diffLists(before, after);
    expect(patch?.forward.remove).toHaveLength(11);
    expect(patch?.forward.insert).toEqual([[500, { value: -1 }]]);
  });

  it('is none for lists that are equal', () => {
    expect(diffLists([{ a: 1 }], [{ a: 1 }])).toBeNull();
  });
});

const node = (id: string, title: string): PlanNode => ({
  id,
  parentId: null,
  title,
  description: '',
  estimate: null,
  taskType: null,
  agentType: null,
  priority: 'medium',
  completionCriteria: [],
  acceptanceCriteria: [],
  files: [],
  uses: [],
  risk: 'low',
  tags: [],
});

it('a patch of a document leaves what did not change untouched', () => {
  const before: PlanDocument = {
    version: 1,
    title: 'Shop',
    goal: '',
    source: { kind: 'manual', name: null },
    nodes: [node('E.001', 'Shop'), node('E.002', 'Stock')],
    edges: [{ from: 'E.001', to: 'E.002', kind: 'sequential' }],
    resources: [{ name: 'database', capacity: 1, lockId: null }],
    externals: [],
  };
  const after = { ...before, title: 'Store', edges: [] };
  const patch = diffDocuments(before, after);
  expect(Object.keys(patch?.forward ?? {})).toEqual(['head', 'edges']);
  expect(patchDocument(before, patch?.forward ?? {})).toEqual(after);
  expect(patchDocument(after, patch?.backward ?? {})).toEqual(before);
  expect(diffDocuments(before, { ...before })).toBeNull();
});
