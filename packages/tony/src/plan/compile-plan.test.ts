import type { PlanDocument } from '@mosaic/contract';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { arbitraryPlan } from '../../test/arbitrary-plan.ts';
import { mutations } from '../../test/plan-mutations.ts';
import { widePlan } from '../../test/wide-plan.ts';
import { compilePlan } from './compile-plan.ts';
import { pathTo } from './plan-index.ts';

const errorsOf = (document: PlanDocument) =>
  compilePlan(document).findings.filter(({ severity }) => severity === 'error');

describe('compilePlan', () => {
  it('has nothing against a valid plan, in whatever order its nodes are given', () => {
    fc.assert(
      fc.property(arbitraryPlan({ childrenMax: 3 }), (document) => {
        expect(errorsOf(document)).toEqual([]);
        const { index, isRunnable } = compilePlan({
          ...document,
          nodes: document.nodes.toReversed(),
        });
        expect(isRunnable).toBe(true);
        expect(index.nodes).toEqual(document.nodes);
      }),
      { numRuns: 60 },
    );
  });

  it.each(mutations.map((mutation) => [`${mutation.code}: ${mutation.name}`, mutation] as const))(
    'names %s, and nothing else',
    (_, { code, mutate }) => {
      let tried = 0;
      fc.assert(
        fc.property(arbitraryPlan({ edgesMax: 4 }), fc.nat(), (document, pick) => {
          const valid = {
            ...document,
            edges: document.edges.filter((edge) => edge.kind !== 'parallel'),
          };
          const defect = mutate(valid, pick);
          if (defect === null) return;
          tried += 1;
          const { findings, index, isRunnable } = compilePlan(defect.document, {
            knownPlans: new Map([...document.externals].map(({ planId }) => [planId, null])),
          });
          const errors = findings.filter(({ severity }) => severity === 'error');
          expect(isRunnable).toBe(false);
          expect([...new Set(errors.map((finding) => finding.code))]).toEqual([code]);
          const paths = errors.map(({ path }) => path);
          if (defect.at === null) {
            expect(paths).toEqual([[]]);
            return;
          }
          const found = paths.find((path) => path.at(-1) === defect.at);
          expect(found).toBeDefined();
          const place = index.positionOf.get(defect.at) ?? -1;
          if (code !== 'id_duplicate') expect(found).toEqual(pathTo(index, place));
        }),
        { numRuns: 12 },
      );
      expect(tried).toBeGreaterThan(0);
    },
  );

  it('counts all findings, and writes out the first of each kind', () => {
    const broken = widePlan(600);
    const nodes = broken.nodes.map((node) => ({ ...node, files: ['../x'] }));
    const { findings, counts } = compilePlan({ ...broken, nodes });
    const unsafe = findings.filter(({ code }) => code === 'file_unsafe');
    expect(unsafe).toHaveLength(501);
    expect(unsafe.at(-1)?.message).toContain('more findings of this kind');
    expect(counts.error).toBeGreaterThanOrEqual(nodes.length);
  });
});
