import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { arbitraryPlan } from '../../test/arbitrary-plan.ts';
import { planFromJson, planFromMarkdown } from './read-plan.ts';
import { planToJson, planToMarkdown } from './write-plan.ts';

describe('a plan as text', () => {
  it('reads back from Markdown exactly as it was', () => {
    fc.assert(
      fc.property(arbitraryPlan(), (document) => {
        expect(planFromMarkdown(planToMarkdown(document))).toEqual(document);
      }),
      { numRuns: 150 },
    );
  });

  it('reads back from JSON exactly as it was', () => {
    fc.assert(
      fc.property(arbitraryPlan(), (document) => {
        expect(planFromJson(planToJson(document))).toEqual(document);
      }),
      { numRuns: 50 },
    );
  });

  it('is not changed by an editor that ends lines the other way and strips blanks', () => {
    fc.assert(
      fc.property(arbitraryPlan(), (document) => {
        const edited = planToMarkdown(document).replace(/[ \t]*\n/g, '\r\n');
        expect(planFromMarkdown(edited)).toEqual(document);
      }),
      { numRuns: 50 },
    );
  });
});
