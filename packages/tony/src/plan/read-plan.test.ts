import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { arbitraryPlan } from '../../test/arbitrary-plan.ts';
import { buildPlan } from './build-plan.ts';
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

  it('is written for people', () => {
    const { document } = buildPlan({
      title: 'Shop',
      goal: 'Sell things.',
      source: { kind: 'template', name: 'rest-api' },
      resources: [{ name: 'database', capacity: 1, lockId: null }],
      epics: [
        {
          title: 'Orders',
          children: [
            {
              title: 'Cart',
              key: 'cart',
              children: [
                { title: 'Fill the cart', acceptanceCriteria: ['A visitor sees a total'] },
              ],
            },
            { title: 'Payment', key: 'pay', risk: 'high', agentType: 'backend-agent' },
          ],
        },
      ],
      edges: [{ from: 'cart', to: 'pay' }],
    });
    expect(planToMarkdown(document)).toBe(`# Shop

<!-- mosaic plan 1 -->

> Sell things.

Source: template \`rest-api\`

## E.001 Orders

### F.001.01 Cart

#### S.001.01.01 Fill the cart

- Accepted when: A visitor sees a total

### F.001.02 Payment

- backend-agent · high risk
- After: F.001.01

## Resources

- 1 × \`database\`
`);
  });

  it.each([
    ['# A\n## E.1 x', 'Line 2 "## E.1 x": "E.1" is no plan id.'],
    ['# A\n## E.001 x\nprose', 'Line 3 "prose": Below E.001 stand quotes and list items only.'],
    ['# A\n## E.001 x\n- Sooner', 'Line 3 "- Sooner": "Sooner" is not known.'],
    ['# A\n## E.001 x [20 mins]', '"[20 mins]" is no estimate.'],
    ['# A\n- [ ] F.001.01 x', 'F.001.01 is no atomic: write it as a heading.'],
    ['# A\n## Dependencies\n- E.001 > E.002', 'A dependency looks like'],
    ['## E.001 x', 'The plan has no title.'],
    ['# A\n\n## E.001', 'Line 3, title: '],
    [`# A\n## E.001 ${'x'.repeat(9_000)}`, 'The title of E.001 is too long.'],
  ])('names the line of %j that cannot be read', (text, message) => {
    expect(() => planFromMarkdown(text)).toThrow(message);
  });

  it('names the place in JSON that is wrong', () => {
    expect(() => planFromJson('{')).toThrow('This is no JSON');
    expect(() => planFromJson('{"title":"x"}')).toThrow('This JSON is no plan: source');
  });
});
