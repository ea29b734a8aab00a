import type { PlanDocument, PlanEdit } from '@mosaic/contract';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { arbitraryPlan } from '../../test/arbitrary-plan.ts';
import { widePlan } from '../../test/wide-plan.ts';
import { applyEdits } from './apply-edits.ts';
import { compilePlan } from './compile-plan.ts';
import { levelNumber } from './node-id.ts';
import type { PlanFindingCode } from './plan-finding-codes.ts';

/** What no edit may bring about; the rest is for people to decide. */
const malformed: ReadonlySet<string> = new Set<PlanFindingCode>([
  'id_malformed',
  'id_duplicate',
  'id_level_mismatch',
  'parent_mismatch',
  'orphan',
  'level_skipped',
  'atomic_has_children',
  'edge_unknown_node',
  'edge_to_self',
  'edge_to_ancestor',
  'edge_duplicate',
  'condition_missing',
]);

const kinds = ['add', 'remove', 'change', 'move', 'connect', 'disconnect'] as const;

interface Wish {
  readonly kind: (typeof kinds)[number];
  readonly first: number;
  readonly second: number;
}

const wish: fc.Arbitrary<Wish> = fc.record({
  kind: fc.constantFrom(...kinds),
  first: fc.nat(),
  second: fc.nat(),
});

/** An edit between nodes the plan has; it may still be one that is refused. */
function editOf(document: PlanDocument, { kind, first, second }: Wish): PlanEdit | null {
  const ids = document.nodes.map(({ id }) => id);
  const nodeId = ids[first % ids.length];
  if (nodeId === undefined) return null;
  const other = ids[second % ids.length] ?? nodeId;
  switch (kind) {
    case 'add':
      return { kind, parentId: nodeId, node: newNode('Added') };
    case 'remove':
      return { kind, nodeId };
    case 'change':
      return { kind, nodeId, fields: { title: 'Changed' } };
    case 'move': {
      const parents = ids.filter((id) => levelNumber(id) === levelNumber(nodeId) - 1);
      const parentId = parents[second % parents.length];
      return parentId === undefined ? null : { kind, nodeId, parentId };
    }
    case 'connect':
      return { kind, edge: { from: nodeId, to: other, kind: 'sequential' } };
    case 'disconnect': {
      const edge = document.edges[second % document.edges.length];
      return edge === undefined ? null : { kind, from: edge.from, to: edge.to };
    }
  }
}

describe('applyEdits', () => {
  it('keeps a well-formed plan well-formed, whatever is edited', () => {
    let made = 0;
    fc.assert(
      fc.property(
        arbitraryPlan({ childrenMax: 3 }),
        fc.array(wish, { maxLength: 12, size: 'max' }),
        (start, wishes) => {
          const untouched = structuredClone(start);
          let document = start;
          for (const one of wishes) {
            const edit = editOf(document, one);
            if (edit === null) continue;
            try {
              document = applyEdits(document, [edit]).document;
              made += 1;
            } catch (error) {
              expect(error).toMatchObject({
                name: 'MosaicError',
                message: expect.stringMatching(/^Edit 1 \(/),
              });
            }
          }
          const codes = compilePlan(document).findings.map(({ code }) => code);
          expect(codes.filter((code) => malformed.has(code))).toEqual([]);
          expect(start).toEqual(untouched);
        },
      ),
      { numRuns: 80 },
    );
    expect(made).toBeGreaterThan(100);
  });

  it('moves a branch with its titles, its edges and its waits', () => {
    let made = 0;
    fc.assert(
      fc.property(
        arbitraryPlan({ childrenMax: 3 }),
        fc.nat(),
        fc.nat(),
        (document, first, second) => {
          const edit = editOf(document, { kind: 'move', first, second });
          if (edit === null) return;
          let edited: ReturnType<typeof applyEdits>;
          try {
            edited = applyEdits(document, [edit]);
          } catch (error) {
            expect(error).toMatchObject({ code: 'conflict' });
            return;
          }
          made += edited.moved.length;
          const newIds = new Map(edited.moved.map(({ from, to }) => [from, to]));
          const idAfter = (id: string) => newIds.get(id) ?? id;
          const sorted = (lines: string[]) => lines.toSorted();
          const { nodes, edges, externals } = edited.document;
          expect(sorted(nodes.map(({ id, title }) => `${id} ${title}`))).toEqual(
            sorted(document.nodes.map(({ id, title }) => `${idAfter(id)} ${title}`)),
          );
          expect(sorted(edges.map(({ from, to, kind }) => `${from} ${kind} ${to}`))).toEqual(
            sorted(
              document.edges.map(({ from, to, kind }) => `${idAfter(from)} ${kind} ${idAfter(to)}`),
            ),
          );
          expect(externals).toEqual(
            document.externals.map((wait) => ({ ...wait, nodeId: idAfter(wait.nodeId) })),
          );
        },
      ),
      { numRuns: 80 },
    );
    expect(made).toBeGreaterThan(10);
  });

  it('lets later edits use the ids that earlier ones gave, and tells the last ones', () => {
    const { document, added, moved } = applyEdits(widePlan(6, { children: 2 }), [
      { kind: 'add', parentId: 'T.001.01.01.01', node: newNode('New') },
      { kind: 'move', nodeId: 'ST.001.01.01.01.03', parentId: 'T.001.01.01.02' },
      { kind: 'move', nodeId: 'ST.001.01.01.01.01', parentId: 'T.001.01.01.02' },
      { kind: 'change', nodeId: 'ST.001.01.01.02.02', fields: { title: 'Newer' } },
    ]);
    expect(added).toEqual(['ST.001.01.01.02.02']);
    expect(moved.map(({ from, to }) => `${from} ${to}`)).toEqual([
      'ST.001.01.01.01.01 ST.001.01.01.02.03',
      'A.001.01.01.01.01.01 A.001.01.01.02.03.01',
      'A.001.01.01.01.01.02 A.001.01.01.02.03.02',
    ]);
    expect(document.nodes.find(({ id }) => id === 'ST.001.01.01.02.02')?.title).toBe('Newer');
  });

  it('does nothing at all when one edit of several cannot be done', () => {
    const plan = widePlan(2);
    const before = structuredClone(plan);
    expect(() =>
      applyEdits(plan, [
        { kind: 'remove', nodeId: 'A.001.01.01.01.01.01' },
        { kind: 'change', nodeId: 'A.001.01.01.01.01.01', fields: { title: 'gone' } },
      ]),
    ).toThrow('Edit 2 (change): There is no node A.001.01.01.01.01.01 in the plan.');
    expect(plan).toEqual(before);
  });

  it('refuses a move that would tie a node to one above it', () => {
    const plan = widePlan(4, {
      children: 2,
      edges: [{ from: 'A.001.01.01.01.01.01', to: 'ST.001.01.01.01.02', kind: 'sequential' }],
    });
    expect(() =>
      applyEdits(plan, [
        { kind: 'move', nodeId: 'A.001.01.01.01.01.01', parentId: 'ST.001.01.01.01.02' },
      ]),
    ).toThrow(/cannot stand below ST\.001\.01\.01\.01\.02/);
  });
});

function newNode(title: string): Extract<PlanEdit, { kind: 'add' }>['node'] {
  return {
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
  };
}
