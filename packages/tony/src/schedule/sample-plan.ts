import { isLeaf } from '../plan/plan-index.ts';
import { estimateAtomic, type LeafEstimate } from './estimate.ts';
import type { EstimateFactors } from './learned-factors.ts';
import { type NodeOutcome, skipBranches } from './leave-out.ts';
import { type PlanWork, role } from './plan-work.ts';
import type { Random } from './random.ts';
import { createSpreadTable, rowSize, spreadOf } from './spread-table.ts';

/** Chance that a node others depend on with a condition fails, until runs show better. */
const failureChance = { low: 0.05, medium: 0.1, high: 0.2 } as const;

/**
 * How far all estimates of a kind may be off together, as the deviation of a logarithm, while no
 * run of the kind has finished; it shrinks with the root of their number. Without it a thousand
 * independent errors would cancel out, and a forecast would look surer the more a plan is split.
 */
const commonSpread = 0.25;

export interface PlanSampler {
  /** Leaves still open, in the order of their ids. */
  readonly open: readonly { readonly position: number; readonly estimate: LeafEstimate }[];
  /** Minutes of finished and open leaves for one sample, and the tokens of all of them. */
  readonly draw: (durations: Float64Array) => number;
  /** Whether tokens of all leaves are known. */
  readonly hasTokens: boolean;
}

export interface SamplerInput {
  readonly work: PlanWork;
  readonly factors: EstimateFactors;
  readonly random: Random;
  /** Job of a position; -1 for what is no job. */
  readonly jobOf: Int32Array;
}

/**
 * Draws what each leaf takes.
 *
 * The likely minutes are the median, and a logarithm that is normal with one spread below it and
 * another above meets both bounds of the estimate exactly, nine times out of ten. The usual beta
 * (PERT) ends at its bounds, where nobody meant an end; this one has the long tail of real work,
 * and never comes to zero. Tokens go with the minutes: work that takes longer uses more.
 *
 * Every leaf draws every time, also when a branch leaves it out, so that two scenarios with one seed
 * differ by what the scenarios change and not by luck.
 */
export function createPlanSampler({ work, factors, random, jobOf }: SamplerInput): PlanSampler {
  const { index, roles, started } = work;
  const leaves = [...index.nodes.keys()].filter((position) => isLeaf(index, position));
  const estimates = leaves.map((position) => {
    const node = index.nodes[position];
    if (node === undefined) throw new RangeError(`There is no node ${position}.`);
    return estimateAtomic(node, factors);
  });
  const isOpen = leaves.map((it) => roles[it] === role.open || roles[it] === role.skipped);
  const kinds = [...new Set(estimates.map((it) => it.samples))];
  const spreads = estimates.flatMap((it) => [
    spreadOf(it.low / it.minutes),
    spreadOf(it.high / it.minutes),
  ]);
  const commonSpreads = kinds.map((samples) => commonSpread / Math.sqrt(1 + samples));
  const table = createSpreadTable([...spreads, ...commonSpreads]);
  const { values } = table;

  const count = leaves.length;
  const likely = Float64Array.from(estimates, (it) => it.minutes);
  const low = Int32Array.from(leaves, (_, at) => table.rowOf(spreads[2 * at] ?? 0));
  const rise = Int32Array.from(
    leaves,
    (_, at) => table.rowOf(spreads[2 * at + 1] ?? 0) - (low[at] ?? 0),
  );
  const kind = Uint16Array.from(estimates, (it) => kinds.indexOf(it.samples));
  const job = Int32Array.from(leaves, (position, at) =>
    isOpen[at] ? (jobOf[position] ?? -1) : -1,
  );
  const tokenRate = Float64Array.from(estimates, (it) => (it.tokens ?? 0) / it.minutes);
  const spent = Float64Array.from(leaves, (it) => started.get(index.nodes[it]?.id ?? '') ?? 0);
  const common = new Float64Array(kinds.length);
  const commonRows = commonSpreads.map(table.rowOf);
  const skipped = createSkipping(work, random, jobOf);
  const spentTokens = finishedTokens(work, leaves, estimates);

  const draw = (durations: Float64Array): number => {
    const shared = random() & (rowSize - 1);
    for (let at = 0; at < common.length; at += 1) {
      common[at] = values[(commonRows[at] ?? 0) + shared] ?? 1;
    }
    skipped.draw();
    let tokens = spentTokens ?? 0;
    let bits = 0;
    for (let at = 0; at < count; at += 1) {
      // One random number serves three leaves.
      bits = at % 3 === 0 ? random() : bits >>> 10;
      const target = job[at] ?? -1;
      if (target < 0) continue;
      const k = bits & (rowSize - 1);
      const times = values[(low[at] ?? 0) + (k >> 9) * (rise[at] ?? 0) + k] ?? 1;
      let minutes = (likely[at] ?? 0) * (common[kind[at] ?? 0] ?? 1) * times;
      const before = spent[at] ?? 0;
      // What has outlived its sample takes a quarter of it more.
      if (before > 0 && minutes < before) minutes = before + minutes / 4;
      if (skipped.isSkipped(target)) minutes = 0;
      durations[target] = minutes;
      tokens += minutes * (tokenRate[at] ?? 0);
    }
    return tokens;
  };
  const open = leaves.flatMap((position, at) => {
    const estimate = estimates[at];
    return estimate !== undefined && roles[position] === role.open ? [{ position, estimate }] : [];
  });
  const isKnown = estimates.every((it, at) => it.tokens !== null || !isOpen[at]);
  return { open, draw, hasTokens: spentTokens !== null && isKnown };
}

/** Tokens of what is over; where a run did not tell, its estimate. Null when that is missing too. */
function finishedTokens(
  { index, roles, finished }: PlanWork,
  leaves: readonly number[],
  estimates: readonly LeafEstimate[],
): number | null {
  let sum = 0;
  for (const [at, position] of leaves.entries()) {
    if (roles[position] !== role.finished) continue;
    const end = finished.get(index.nodes[position]?.id ?? '');
    const tokens = end?.outcome === 'skipped' ? 0 : (end?.tokens ?? estimates[at]?.tokens ?? null);
    if (tokens === null) return null;
    sum += tokens;
  }
  return sum;
}

/** Which jobs are left out by conditions, sample by sample. */
function createSkipping(
  { index, branches, knownOutcome }: PlanWork,
  random: Random,
  jobOf: Int32Array,
) {
  if (branches.length === 0) return { draw: () => {}, isSkipped: () => false };
  const sources = [...new Set(branches.flatMap((it) => it.conditions.map(({ source }) => source)))];
  const known = new Map(sources.map((source) => [source, knownOutcome(source)]));
  const outcomes = new Map<number, NodeOutcome>();
  const skippedNodes = new Uint8Array(index.nodes.length);
  const positionOf = new Int32Array(index.nodes.length);
  for (const [position, job] of jobOf.entries()) if (job >= 0) positionOf[job] = position;
  return {
    draw() {
      for (const source of sources) {
        const chance = failureChance[index.nodes[source]?.risk ?? 'medium'];
        const isFailed = (random() >>> 0) / 0x1_0000_0000 < chance;
        outcomes.set(source, known.get(source) ?? (isFailed ? 'failed' : 'done'));
      }
      skippedNodes.fill(0);
      skipBranches(index, branches, (source) => outcomes.get(source) ?? 'done', skippedNodes);
    },
    isSkipped: (job: number) => skippedNodes[positionOf[job] ?? 0] === 1,
  };
}
