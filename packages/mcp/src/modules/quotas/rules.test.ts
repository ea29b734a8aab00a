import type { QuotaScope } from '@mosaic/contract';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { charge, differences, type Rule, ruleFor, type Use } from './rules.ts';

const scope = fc.constantFrom<QuotaScope>('tenant', 'principal', 'agent', 'project');
const name = fc.constantFrom('a', 'b', 'c');
const rules = fc
  .array(
    fc.record({
      scope,
      subject: fc.constantFrom('a', 'b', '*'),
      limit: fc.integer({ min: 0, max: 9 }),
    }),
    { maxLength: 8 },
  )
  .map((all) => [...new Map(all.map((rule) => [rule.scope + rule.subject, rule])).values()]);
const charged = fc
  .array(fc.tuple(scope, name), { minLength: 1, maxLength: 4 })
  .map((pairs) => new Map(pairs));

/** Applies a sequence of takes and gives as the store does. */
function play(
  known: readonly Rule[],
  steps: readonly [ReadonlyMap<QuotaScope, string>, number][],
  each: (uses: readonly Use[], step: { passed: boolean; amount: number }) => void,
) {
  let uses: readonly Use[] = [];
  for (const [who, amount] of steps) {
    const outcome = charge(known, uses, who, amount);
    if ('counts' in outcome) {
      const { counts } = outcome;
      const isCounted = (use: Use) =>
        counts.some((count) => count.scope === use.scope && count.subject === use.subject);
      uses = [...uses.filter((use) => !isCounted(use)), ...counts];
    }
    each(uses, { passed: 'counts' in outcome, amount });
  }
}

describe('a charge', () => {
  const steps = fc.array(fc.tuple(charged, fc.integer({ min: -4, max: 4 })), { maxLength: 40 });

  it('never brings any count above its quota, nor below zero', () => {
    fc.assert(
      fc.property(rules, steps, (known, all) => {
        play(known, all, (uses) => {
          for (const use of uses) {
            expect(use.used).toBeGreaterThanOrEqual(0);
            const rule = ruleFor(known, use.scope, use.subject);
            if (rule !== null) expect(use.used).toBeLessThanOrEqual(rule.limit);
          }
        });
      }),
      { numRuns: 500 },
    );
  });

  it('counts all scopes that have a quota, or changes nothing and names one that is in the way', () => {
    fc.assert(
      fc.property(rules, charged, fc.integer({ min: 1, max: 12 }), (known, who, amount) => {
        const outcome = charge(known, [], who, amount);
        if ('counts' in outcome) {
          const expected = [...who].filter(([of]) => known.some((rule) => rule.scope === of));
          expect(outcome.counts).toEqual(
            expected.map(([of, subject]) => ({ scope: of, subject, used: amount })),
          );
        } else {
          const { rule, use } = outcome.exceeded;
          expect(who.get(rule.scope)).toBe(use.subject);
          expect([use.subject, '*']).toContain(rule.subject);
          expect(use.used + amount).toBeGreaterThan(rule.limit);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('always lets give back, also above a limit that was lowered', () => {
    const known: Rule[] = [{ scope: 'agent', subject: '*', limit: 1 }];
    const uses: Use[] = [{ scope: 'agent', subject: 'a', used: 9 }];
    const who = new Map([['agent', 'a']] as const);
    expect(charge(known, uses, who, -3)).toEqual({
      counts: [{ scope: 'agent', subject: 'a', used: 6 }],
    });
    expect(charge(known, uses, who, 1)).toHaveProperty('exceeded');
    expect(charge(known, uses, who, 0)).toHaveProperty('counts');
  });

  it('is bound by the quota of its own rather than by the one for everybody', () => {
    const known: Rule[] = [
      { scope: 'agent', subject: '*', limit: 1 },
      { scope: 'agent', subject: 'a', limit: 5 },
    ];
    expect(charge(known, [], new Map([['agent', 'a']] as const), 5)).toHaveProperty('counts');
    expect(charge(known, [], new Map([['agent', 'b']] as const), 2)).toHaveProperty('exceeded');
  });
});

it('differences are found on both sides, and only where there are any', () => {
  const counted = new Map([
    ['same', 1],
    ['more', 3],
    ['gone', 2],
  ]);
  const facts = new Map([
    ['same', 1],
    ['more', 4],
    ['new', 1],
    ['none', 0],
  ]);
  expect(differences(counted, facts)).toEqual([
    { subject: 'more', counted: 3, facts: 4 },
    { subject: 'gone', counted: 2, facts: 0 },
    { subject: 'new', counted: 0, facts: 1 },
  ]);
});
