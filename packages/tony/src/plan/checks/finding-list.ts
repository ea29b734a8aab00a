import type { PlanFinding } from '@mosaic/contract';
import { type PlanFindingCode, planFindingCodes } from '../plan-finding-codes.ts';
import { type PlanIndex, pathTo } from '../plan-index.ts';

/** Findings of one code that are written out; the rest is told in one line. */
const findingsPerCodeMax = 500;

/** Messages are functions: a broken plan of 100,000 nodes writes none beyond the limit. */
export interface FindingList {
  /** About the node at a position; -1 for the plan as a whole. */
  at(code: PlanFindingCode, position: number, message: () => string, cycle?: string[]): void;
  /** About a node that has no place in the index. */
  along(code: PlanFindingCode, path: readonly string[], message: () => string): void;
  end(): { findings: PlanFinding[]; counts: Record<PlanFinding['severity'], number> };
}

export function findingList(index: PlanIndex): FindingList {
  const findings: PlanFinding[] = [];
  const totals = new Map<PlanFindingCode, number>();
  const add = (
    code: PlanFindingCode,
    path: () => readonly string[],
    message: () => string,
    cycle?: string[],
  ) => {
    const total = (totals.get(code) ?? 0) + 1;
    totals.set(code, total);
    if (total > findingsPerCodeMax) return;
    const { severity } = planFindingCodes[code];
    findings.push({
      code,
      severity,
      path: [...path()],
      message: message(),
      ...(cycle === undefined ? {} : { cycle }),
    });
  };
  return {
    at: (code, position, message, cycle) =>
      add(code, () => (position < 0 ? [] : pathTo(index, position)), message, cycle),
    along: (code, path, message) => add(code, () => path, message),
    end() {
      const counts = { error: 0, warning: 0, advice: 0 };
      for (const [code, total] of totals) {
        const { severity } = planFindingCodes[code];
        counts[severity] += total;
        const hidden = total - findingsPerCodeMax;
        if (hidden <= 0) continue;
        const message = `There are ${hidden} more findings of this kind. Mend these first.`;
        findings.push({ code, severity, path: [], message });
      }
      const rank = { error: 0, warning: 1, advice: 2 };
      findings.sort((a, b) => rank[a.severity] - rank[b.severity]);
      return { findings, counts };
    },
  };
}
