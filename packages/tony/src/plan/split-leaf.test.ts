import type { PlanDocument, PlanNode } from '@mosaic/contract';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { arbitraryPlan } from '../../test/arbitrary-plan.ts';
import { widePlan } from '../../test/wide-plan.ts';
import { compilePlan } from './compile-plan.ts';
import { splitLongAtomics } from './split-leaf.ts';

const sizeErrors = new Set(['atomic_too_long', 'atomic_too_many_tokens']);

function withEstimates(document: PlanDocument, minutes: readonly number[]): PlanDocument {
  const nodes = document.nodes.map(
    (node, at): PlanNode =>
      node.id.startsWith('A.')
        ? { ...node, estimate: { minutes: minutes[at % minutes.length] ?? 20, tokens: 99_999 } }
        : node,
  );
  return { ...document, nodes };
}

const sumOf = (document: PlanDocument) => ({
  minutes: document.nodes.reduce((sum, { estimate }) => sum + (estimate?.minutes ?? 0), 0),
  tokens: document.nodes.reduce((sum, { estimate }) => sum + (estimate?.tokens ?? 0), 0),
});

describe('splitLongAtomics', () => {
  it('leaves no error but those of atomics it refused, and loses no work', () => {
    fc.assert(
      fc.property(
        arbitraryPlan({ childrenMax: 3 }),
        fc.array(fc.integer({ min: 1, max: 200 }), { minLength: 1, maxLength: 9 }),
        (valid, minutes) => {
          const document = withEstimates(valid, minutes);
          const { document: after, refused } = splitLongAtomics(document);
          const errors = compilePlan(after).findings.filter(({ severity }) => severity === 'error');
          expect(errors.filter(({ code }) => !sizeErrors.has(code))).toEqual([]);
          expect(new Set(errors.map(({ path }) => path.at(-1)))).toEqual(
            new Set(refused.map(({ nodeId }) => nodeId)),
          );
          expect(sumOf(after).tokens).toBe(sumOf(document).tokens);
          expect(sumOf(after).minutes).toBeCloseTo(sumOf(document).minutes);
        },
      ),
      { numRuns: 60 },
    );
  });

  it('lets what waited for the whole wait for the last part', () => {
    const [first, second] = ['A.001.01.01.01.01.01', 'A.001.01.01.01.01.02'] as const;
    const plan = widePlan(2, { edges: [{ from: first, to: second, kind: 'sequential' }] });
    const nodes = plan.nodes.map((node) =>
      node.id === first ? { ...node, estimate: { minutes: 70, tokens: 7 } } : node,
    );
    const { document, split } = splitLongAtomics({ ...plan, nodes });
    const parts = [first, 'A.001.01.01.01.01.03', 'A.001.01.01.01.01.04'];
    expect(split).toEqual([{ from: first, into: parts }]);
    expect(document.edges).toEqual([
      { from: parts[2], to: second, kind: 'sequential' },
      { from: parts[0], to: parts[1], kind: 'sequential' },
      { from: parts[1], to: parts[2], kind: 'sequential' },
    ]);
    expect(document.nodes.map(({ title }) => title)).toContain('Step 1 (3 of 3)');
  });

  it('says why it refused', () => {
    const plan = widePlan(5);
    const nodes = plan.nodes.map((node) =>
      node.id.startsWith('A.') ? { ...node, estimate: { minutes: 150, tokens: null } } : node,
    );
    const { document, refused } = splitLongAtomics({ ...plan, nodes });
    expect(document.nodes).toBe(nodes);
    expect(refused[0]?.reason).toBe(
      'it would take 5 parts, and there is room for 3 below its parent',
    );
  });
});
