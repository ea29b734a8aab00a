import { PlanEdit } from '@mosaic/contract';
import { describe, expect, it } from 'vitest';
import { samplePlan } from '../../test/sample-plan.ts';
import { describeEdits } from './describe-edits.ts';
import { addChild } from './new-node.ts';
import { patchDocument } from './patch-document.ts';

const document = samplePlan({ epics: 1, below: [2, 1, 1, 1, 2] });

describe('addChild', () => {
  it('makes an edit the contract takes at every level, and none below an atomic', () => {
    for (const parentId of [null, 'E.001', 'ST.001.01.01.01.01']) {
      expect(PlanEdit.safeParse(addChild(parentId)).success).toBe(true);
    }
    expect(addChild('A.001.01.01.01.01.01')).toBeNull();
  });
});

describe('patchDocument', () => {
  it('changes the fields that were given and nothing else', () => {
    const patched = patchDocument(document, [
      { kind: 'change', nodeId: 'F.001.01', fields: { title: 'Other' } },
    ]);
    const before = document.nodes.find((node) => node.id === 'F.001.01');
    expect(patched?.nodes.find((node) => node.id === 'F.001.01')).toEqual({
      ...before,
      title: 'Other',
    });
    expect(patched?.nodes.filter((node, index) => node !== document.nodes[index])).toHaveLength(1);
  });

  it('joins and takes away edges', () => {
    const edge = { from: 'F.001.02', to: 'F.001.01', kind: 'parallel' } as const;
    const joined = patchDocument(document, [{ kind: 'connect', edge }]);
    expect(joined?.edges).toContainEqual(edge);
    expect(
      patchDocument(joined ?? document, [{ kind: 'disconnect', from: edge.from, to: edge.to }]),
    ).toEqual(document);
  });

  it('leaves to the hub what only the hub can decide', () => {
    expect(patchDocument(document, [{ kind: 'remove', nodeId: 'F.001.01' }])).toBeNull();
    expect(
      patchDocument(document, [{ kind: 'change', nodeId: 'F.009.01', fields: { title: 'X' } }]),
    ).toBeNull();
  });
});

describe('describeEdits', () => {
  it('says in one line what will be done', () => {
    expect(
      describeEdits([{ kind: 'change', nodeId: 'F.001.01', fields: { title: 'Other' } }]),
    ).toBe('Rename F.001.01 to “Other”');
    expect(
      describeEdits([
        { kind: 'remove', nodeId: 'A.001.01.01.01.01.01' },
        { kind: 'remove', nodeId: 'A.001.01.01.01.01.02' },
      ]),
    ).toBe('Delete A.001.01.01.01.01.01 and 1 more');
    expect(
      describeEdits([{ kind: 'change', nodeId: 'F.001.01', fields: { title: 'x'.repeat(300) } }])
        .length,
    ).toBeLessThanOrEqual(200);
  });
});
