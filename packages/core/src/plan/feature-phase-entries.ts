import type { PlanIndex } from '@tony/core/planning';
import { documentLimits } from '../documents/document-limits.ts';
import { oneLine } from '../documents/plain-text.ts';
import type { PhaseEntry } from '../missions/rules/plan-entry.ts';
import { slug } from '../missions/slug.ts';
import { atomicsBelow } from './atomic-order.ts';

/** The phases of a plan, in order, each with a branch of its own; those without work are left out. */
export function featurePhaseEntries(
  index: PlanIndex,
  phaseOf: ReadonlyMap<number, number>,
): PhaseEntry[] {
  const titles = new Map<number, string[]>();
  for (const [feature, number] of phaseOf) {
    if (atomicsBelow(index, feature).length === 0) continue;
    const known = titles.get(number) ?? [];
    titles.set(number, [...known, index.nodes[feature]?.title ?? '']);
  }
  const taken = new Set<string>();
  return [...titles]
    .sort(([left], [right]) => left - right)
    .map(([number, list]) => ({
      number,
      severity: null,
      name: oneLine(list.join(', '), documentLimits.titleCharsMax),
      branch: freeBranch(list[0] ?? '', list.length - 1, taken),
      issue: null,
    }));
}

/** `feat/accounts`, `feat/accounts-and-2-more`; numbered where that is taken. */
function freeBranch(title: string, others: number, taken: Set<string>): string {
  const more = others === 0 ? '' : `-and-${others}-more`;
  const wanted = `feat/${slug(title)}${more}`;
  let branch = wanted;
  for (let number = 2; taken.has(branch); number += 1) branch = `${wanted}-${number}`;
  taken.add(branch);
  return branch;
}
