import { everySubject, type QuotaScope } from '@mosaic/contract';

/** Whose use is charged: the subject of each scope that is concerned. */
export type Charged = ReadonlyMap<QuotaScope, string>;

export interface Rule {
  readonly scope: QuotaScope;
  readonly subject: string;
  readonly limit: number;
}

export interface Use {
  readonly scope: QuotaScope;
  readonly subject: string;
  readonly used: number;
}

/** The quota that does not let a use pass. */
export interface Exceeded {
  readonly rule: Rule;
  readonly use: Use;
}

/**
 * What a use of `amount` (or, negative, giving it back) makes of the counts.
 *
 * Counted is every scope that has a quota at all, so that a second one for another subject finds
 * its count right. Either every quota lets it pass, or nothing changes and the one with the least
 * room is named. Giving back always passes, and never goes below zero; so does what is forced.
 */
export function charge(
  rules: readonly Rule[],
  uses: readonly Use[],
  charged: Charged,
  amount: number,
  isForced = false,
): { counts: readonly Use[] } | { exceeded: Exceeded } {
  const counts: Use[] = [];
  let exceeded: Exceeded | null = null;
  for (const [scope, subject] of charged) {
    if (!rules.some((rule) => rule.scope === scope)) continue;
    const known = uses.find((use) => use.scope === scope && use.subject === subject);
    const use = { scope, subject, used: known?.used ?? 0 };
    const rule = ruleFor(rules, scope, subject);
    const used = Math.max(0, use.used + amount);
    if (rule !== null && !isForced && amount > 0 && used > rule.limit) {
      const room = (found: Exceeded) => found.rule.limit - found.use.used;
      const found = { rule, use };
      if (exceeded === null || room(found) < room(exceeded)) exceeded = found;
    }
    counts.push({ scope, subject, used });
  }
  return exceeded === null ? { counts } : { exceeded };
}

/** A quota of its own wins over the one for each of the scope. */
export function ruleFor(rules: readonly Rule[], scope: QuotaScope, subject: string): Rule | null {
  const own = rules.find((rule) => rule.scope === scope && rule.subject === subject);
  if (own) return own;
  return rules.find((rule) => rule.scope === scope && rule.subject === everySubject) ?? null;
}

/** Where counts and facts differ; a subject that is missing on one side counts as zero there. */
export function differences(
  counted: ReadonlyMap<string, number>,
  facts: ReadonlyMap<string, number>,
): { subject: string; counted: number; facts: number }[] {
  return [...new Set([...counted.keys(), ...facts.keys()])]
    .map((subject) => ({
      subject,
      counted: counted.get(subject) ?? 0,
      facts: facts.get(subject) ?? 0,
    }))
    .filter((pair) => pair.counted !== pair.facts);
}
