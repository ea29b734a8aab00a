/** What is known about a session. Null is unknown, never 0. */
export interface SessionUsage {
  /** Tokens in the context window now; drops when an agent shortens its memory. */
  readonly contextUsedTokens: number | null;
  readonly contextSizeTokens: number | null;
  /** Tokens spent since the session began, without what came from a cache. */
  readonly spentTokens: number | null;
}

export const unknownUsage: SessionUsage = {
  contextUsedTokens: null,
  contextSizeTokens: null,
  spentTokens: null,
};

/** Share of the context window in use, 0–100; null when either side is unknown. */
export function contextPercent(usage: SessionUsage): number | null {
  const { contextUsedTokens: used, contextSizeTokens: size } = usage;
  if (used === null || size === null || size <= 0) return null;
  return Math.min(100, (used * 100) / size);
}

/** Counts as one report of an agent gives them. */
export interface TokenCounts {
  /** All kinds together. */
  readonly total: number;
  /** Part of `total` that was read from a cache: sent again, not worked on again. */
  readonly cachedRead: number;
}

/**
 * What the counts of an agent cover. Agents differ, and adding up what is already a sum
 * counts everything many times.
 *
 * - `turn`: the turn that ended; reports add up.
 * - `session`: everything since the session began; the last report counts.
 * - `partial`: only a part, such as the last request of a turn; says nothing about the whole.
 */
export type CountScope = 'turn' | 'session' | 'partial';

/** Running sum of one session. */
export interface TokenLedger {
  readonly scope: CountScope;
  /** Spent up to now; null while nothing was reported, or for good once something is missing. */
  readonly spentTokens: number | null;
  /** A turn went unreported, and no later report can tell its cost. */
  readonly hasGap: boolean;
  /** Last counter of scope `session`, from which the next difference is taken. */
  readonly baseline: number;
}

/** `baseline` is the counter of a session that is continued, whose earlier cost is not ours. */
export function openLedger(scope: CountScope, options: { baseline?: number } = {}): TokenLedger {
  return { scope, spentTokens: null, hasGap: false, baseline: options.baseline ?? 0 };
}

/**
 * Adds the report at the end of a turn; null for a turn that ended without one.
 *
 * A counter that fell began anew, so all of it is new.
 */
export function recordTurn(ledger: TokenLedger, counts: TokenCounts | null): TokenLedger {
  if (ledger.scope === 'partial' || ledger.hasGap) return ledger;
  if (counts === null) {
    return ledger.scope === 'turn' ? { ...ledger, spentTokens: null, hasGap: true } : ledger;
  }
  const value = Math.max(0, counts.total - counts.cachedRead);
  const before = ledger.spentTokens ?? 0;
  if (ledger.scope === 'turn') return { ...ledger, spentTokens: before + value };
  const delta = value >= ledger.baseline ? value - ledger.baseline : value;
  return { ...ledger, spentTokens: before + delta, baseline: value };
}

/** Sum over sessions; null as soon as one of them is unknown. */
export function addSpent(sum: number | null, session: number | null): number | null {
  return sum === null || session === null ? null : sum + session;
}
