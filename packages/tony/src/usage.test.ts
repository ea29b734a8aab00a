import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addSpent, contextPercent, openLedger, recordTurn, unknownUsage } from './usage.ts';

const counts = (total: number, cachedRead = 0) => ({ total, cachedRead });

describe('token ledger', () => {
  it('adds up what agents report for each turn, without what came from a cache', () => {
    let ledger = openLedger('turn');
    ledger = recordTurn(ledger, counts(42_678));
    ledger = recordTurn(ledger, counts(42_735, 42_653));
    expect(ledger.spentTokens).toBe(42_760);
  });

  it('never adds up reports that are sums already', () => {
    let ledger = openLedger('session');
    for (const total of [1_000, 2_500, 2_500, 9_000]) ledger = recordTurn(ledger, counts(total));
    expect(ledger.spentTokens).toBe(9_000);
  });

  it('does not charge a continued session for what it cost before', () => {
    const ledger = recordTurn(openLedger('session', { baseline: 18_000 }), counts(19_500));
    expect(ledger.spentTokens).toBe(1_500);
  });

  it('takes a counter that fell as one that began anew', () => {
    let ledger = recordTurn(openLedger('session'), counts(8_000));
    ledger = recordTurn(ledger, counts(300));
    expect(ledger.spentTokens).toBe(8_300);
  });

  it('is unknown, not 0, before anything was reported', () => {
    expect(openLedger('turn').spentTokens).toBeNull();
    expect(openLedger('session').spentTokens).toBeNull();
  });

  it('stays unknown once a turn went unreported, and recovers where reports are sums', () => {
    const gap = recordTurn(recordTurn(openLedger('turn'), counts(10)), null);
    expect(gap.spentTokens).toBeNull();
    expect(recordTurn(gap, counts(10)).spentTokens).toBeNull();
    const sum = recordTurn(recordTurn(openLedger('session'), null), counts(500));
    expect(sum.spentTokens).toBe(500);
  });

  it('says nothing about the whole where only a part is reported', () => {
    expect(recordTurn(openLedger('partial'), counts(10)).spentTokens).toBeNull();
  });

  it('gives the same total for per-turn reports and for their running sums', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(100_000), { minLength: 1, maxLength: 20 }), (turns) => {
        let perTurn = openLedger('turn');
        let session = openLedger('session');
        let sum = 0;
        for (const tokens of turns) {
          sum += tokens;
          perTurn = recordTurn(perTurn, counts(tokens));
          session = recordTurn(session, counts(sum));
        }
        expect(perTurn.spentTokens).toBe(sum);
        expect(session.spentTokens).toBe(sum);
      }),
    );
  });
});

it('makes a sum with an unknown part unknown', () => {
  expect(addSpent(5, 7)).toBe(12);
  expect(addSpent(5, null)).toBeNull();
  expect(addSpent(null, 7)).toBeNull();
});

it('knows the share of the context only when both sides are known', () => {
  expect(contextPercent(unknownUsage)).toBeNull();
  const usage = { ...unknownUsage, contextUsedTokens: 110, contextSizeTokens: 200 };
  expect(contextPercent(usage)).toBe(55);
  expect(contextPercent({ ...usage, contextSizeTokens: null })).toBeNull();
  expect(contextPercent({ ...usage, contextSizeTokens: 0 })).toBeNull();
  expect(contextPercent({ ...usage, contextUsedTokens: 900 })).toBe(100);
});
