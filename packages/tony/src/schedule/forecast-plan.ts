import type { PlanForecast, PlanLimits } from '@mosaic/contract';
import type { PlanIndex } from '../plan/plan-index.ts';
import { criticalPath } from './critical-path.ts';
import { histogram, percentiles, toHundredths } from './distribution.ts';
import type { LeafEstimate } from './estimate.ts';
import { jobGraph } from './job-graph.ts';
import { leafMinutes } from './leaf-minutes.ts';
import { type EstimateFactors, noFactors } from './learned-factors.ts';
import { createLevelling } from './level-schedule.ts';
import { createLongestChain } from './longest-chain.ts';
import { planClaims } from './plan-claims.ts';
import { type PlanState, type PlanWork, planWork, role } from './plan-work.ts';
import { createRandom } from './random.ts';
import { rankJobs } from './rank-jobs.ts';
import { sampleCount } from './sample-count.ts';
import { createPlanSampler, type PlanSampler } from './sample-plan.ts';
import { scheduleFinished } from './schedule-finished.ts';

export interface ForecastOptions extends PlanState {
  readonly limits: PlanLimits;
  readonly samples: number;
  /** The same seed gives the same forecast. */
  readonly seed: number;
  readonly factors?: EstimateFactors | undefined;
  /** What tokens cost, in micro-USD; null or left out where no price is known. */
  readonly prices?: { readonly microUsdPerToken: number } | null | undefined;
}

/** Longest chains looked for; more would not change a share by a percent. */
const chainsMax = 500;
const criticalityMax = 20;

/**
 * Forecasts duration, tokens and cost by playing the plan many times with estimates that vary.
 *
 * Each sample is levelled under the limits in full, with the priorities of the expected schedule: what
 * the hub would do if work took what the sample says. What is finished is fixed and what is under
 * way takes at least what it has taken, so the spread shrinks as runs finish and is zero in the end.
 *
 * Confidence says on how many finished runs of its kind an open leaf rests, in the middle; it
 * never comes from a model's opinion.
 */
export function forecastPlan(index: PlanIndex, options: ForecastOptions): PlanForecast {
  const { limits, seed, factors = noFactors } = options;
  const work = planWork(index, options);
  const minutes = leafMinutes(work, { factors });
  const elapsed = scheduleFinished(work, limits, minutes, new Float64Array(index.nodes.length));
  const positions = rankJobs(
    work,
    criticalPath(work.graph, { ...work, minutes: openMinutes(work, minutes) }),
  );
  const graph = jobGraph(work, positions);
  const jobOf = new Int32Array(index.nodes.length).fill(-1);
  for (const [job, position] of positions.entries()) jobOf[position] = job;
  const sampler = createPlanSampler({ work, factors, random: createRandom(seed), jobOf });
  const { run } = createLevelling({
    graph,
    claims: planClaims(index, positions, limits),
    workers: limits.workers,
  });
  const samples = sampleCount(options.samples, sampler.open.length);
  const played = play({ samples, elapsed, sampler, run, graph, positions });
  const { hasTokens, open } = sampler;
  const price = options.prices?.microUsdPerToken ?? null;
  return {
    samples,
    seed,
    minutes: percentiles(played.minutes, toHundredths),
    tokens: hasTokens ? percentiles(played.tokens, Math.round) : null,
    costMicroUsd:
      hasTokens && price !== null
        ? percentiles(played.tokens, (tokens) => Math.round(tokens * price))
        : null,
    histogram: histogram(played.minutes),
    unlearned: open.filter(({ estimate }) => estimate.samples === 0).length,
    confidence: confidenceOf(open.map(({ estimate }) => estimate)),
    criticality: played.criticality.map(({ position, share }) => ({
      id: index.nodes[position]?.id ?? '',
      share,
    })),
    finished: work.roles.filter((it) => it === role.finished).length,
  };
}

function openMinutes({ roles }: PlanWork, minutes: Float64Array): Float64Array {
  return minutes.map((value, position) => (roles[position] === role.open ? value : 0));
}

interface Play {
  readonly samples: number;
  readonly elapsed: number;
  readonly sampler: PlanSampler;
  readonly run: (durations: Float64Array) => number;
  readonly graph: ReturnType<typeof jobGraph>;
  readonly positions: Int32Array;
}

function play({ samples, elapsed, sampler, run, graph, positions }: Play) {
  const durations = new Float64Array(graph.jobs);
  const minutes = new Float64Array(samples);
  const tokens = new Float64Array(samples);
  const onChain = new Int32Array(graph.jobs);
  const visitChain = createLongestChain(graph);
  const stride = Math.ceil(samples / chainsMax);
  let chains = 0;
  for (let sample = 0; sample < samples; sample += 1) {
    tokens[sample] = sampler.draw(durations);
    minutes[sample] = elapsed + run(durations);
    if (sample % stride !== 0) continue;
    chains += 1;
    visitChain(durations, (job) => {
      onChain[job] = (onChain[job] ?? 0) + 1;
    });
  }
  const criticality = [...onChain.keys()]
    .filter((job) => (onChain[job] ?? 0) > 0)
    .map((job) => ({
      position: positions[job] ?? 0,
      share: toHundredths((onChain[job] ?? 0) / chains),
    }))
    .sort((a, b) => b.share - a.share || a.position - b.position)
    .slice(0, criticalityMax);
  return { minutes: minutes.sort(), tokens: tokens.sort(), criticality };
}

/** By the number of finished runs that half of the open leaves rest on at least. */
function confidenceOf(open: readonly LeafEstimate[]): PlanForecast['confidence'] {
  const counts = open.map((it) => it.samples).sort((a, b) => a - b);
  const middle = counts[Math.floor((counts.length - 1) / 2)] ?? Number.POSITIVE_INFINITY;
  if (middle === 0) return 'none';
  if (middle < 3) return 'low';
  return middle < 6 ? 'medium' : 'high';
}
