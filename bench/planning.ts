import type { PlanLimits } from '@mosaic/contract';
import { compilePlan, forecastPlan, indexPlan, schedulePlan } from '@tony/core/planning';
import { timed } from './measure.ts';
import { besidePeers } from './planning-peers.ts';
import { planOf } from './planning-plans.ts';
import { type Row, row } from './row.ts';
import { median } from './statistics.ts';

const sizes = [
  { nodes: 10_000, atMost: 50, rounds: 30, warmUps: 15 },
  { nodes: 100_000, atMost: 1_000, rounds: 7, warmUps: 2 },
];
const limits: PlanLimits = { workers: 8, agents: {}, separateFiles: true };
const typed: PlanLimits = { ...limits, agents: { 'backend-agent': 5 } };

/** Plans compiled, scheduled and forecast in memory, and dependencies beside another manager of tasks. */
export async function benchPlanning(): Promise<Row[]> {
  const peers = await besidePeers();
  return [...(await scheduling()), ...(await forecasts()), ...peers];
}

async function scheduling(): Promise<Row[]> {
  const rows: Row[] = [];
  const medians: number[] = [];
  for (const { nodes, atMost, rounds, warmUps } of sizes) {
    const document = planOf(nodes);
    const tookMs = await repeated(rounds, warmUps, () => {
      const { index, isRunnable } = compilePlan(document);
      if (!isRunnable) throw new Error('The plan of the benchmark has errors');
      schedulePlan(index, typed);
    });
    medians.push(median(tookMs));
    rows.push(
      row({
        name: `validate and schedule, ${nodes.toLocaleString('en')} nodes`,
        metric: 'median',
        unit: 'ms',
        ours: median(tookMs),
        target: { atMost },
      }),
    );
  }
  const [small = 1, large = 1] = medians;
  rows.push(
    row({ name: 'ten times the nodes', metric: 'time', unit: 'times', ours: large / small }),
  );
  return rows;
}

async function forecasts(): Promise<Row[]> {
  const samples = 10_000;
  const cases = [
    { name: '1,000 nodes', nodes: 1_000, limits, target: { atMost: 1_000 } },
    {
      name: '1,000 nodes, agents of a type bound',
      nodes: 1_000,
      limits: typed,
      target: { atMost: 1_000 },
    },
    { name: '10,000 nodes, 1,000 samples', nodes: 10_000, limits, samples: 1_000 },
  ];
  const rows: Row[] = [];
  for (const { name, nodes, target, ...given } of cases) {
    const index = indexPlan(planOf(nodes));
    const tookMs = await repeated(5, 1, () => forecastPlan(index, { samples, seed: 1, ...given }));
    const facts = { name: `forecast, ${name}`, metric: 'median', unit: 'ms', ours: median(tookMs) };
    rows.push(row(target === undefined ? facts : { ...facts, target }));
  }
  return rows;
}

async function repeated(rounds: number, warmUps: number, work: () => unknown): Promise<number[]> {
  const samples: number[] = [];
  for (let round = 0; round < rounds + warmUps; round += 1) {
    const tookMs = await timed(work);
    if (round >= warmUps) samples.push(tookMs);
  }
  return samples;
}
