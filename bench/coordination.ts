import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { operations } from '@mosaic/contract';
import { type BenchHub, openBenchHub } from './hub.ts';
import { timed } from './measure.ts';
import { type Row, row } from './row.ts';
import { withScratch } from './scratch.ts';
import { brief, seedTasks } from './seed-tasks.ts';
import { median, percentile } from './statistics.ts';

const sizes = [1_000, 10_000] as const;
const crowds = [1, 30] as const;
/** Runs of one round of one case. */
const runsPerRound = 120;
/** The first round only warms up. */
const rounds = 4;

interface Case {
  readonly bench: BenchHub;
  readonly tasks: number;
  readonly runners: number;
  readonly runsPerSecond: number[];
  readonly runMs: number[];
}

/**
 * Whole runs through the real pipeline: claim, heartbeat and finish, three durable
 * transactions each. What must not happen: that more tasks make a run slower.
 */
export function benchCoordination(): Promise<Row[]> {
  return withScratch(async (folder) => {
    const cases: Case[] = [];
    const left = new Map<number, string[]>();
    for (const tasks of sizes) {
      const home = join(folder, String(tasks));
      mkdirSync(home);
      const bench = await openBenchHub(home);
      left.set(tasks, await seedTasks(bench, tasks));
      for (const runners of crowds) {
        cases.push({ bench, tasks, runners, runsPerSecond: [], runMs: [] });
      }
    }
    try {
      for (let round = 0; round < rounds; round += 1) {
        for (const each of cases) {
          const ids = left.get(each.tasks)?.splice(0, runsPerRound) ?? [];
          const { runMs, allMs } = await performRuns(each, ids);
          if (round === 0) continue;
          each.runMs.push(...runMs);
          each.runsPerSecond.push(ids.length / (allMs / 1_000));
        }
      }
    } finally {
      for (const bench of new Set(cases.map((each) => each.bench))) await bench.close();
    }
    return [...cases.flatMap(rowsOf), ...crowds.map((runners) => growth(cases, runners))];
  });
}

/** Offers the tasks and has that many runners do them; refuses a task done twice or never. */
async function performRuns(
  { bench, runners }: Case,
  ids: readonly string[],
): Promise<{ runMs: number[]; allMs: number }> {
  const system = bench.hub.system('missions');
  for (const taskId of ids) await system.call(operations.offerTask, { taskId, brief: brief() });
  const runMs: number[] = [];
  const claims: string[] = [];
  const work = async (index: number): Promise<void> => {
    const agent = await system.call(operations.registerAgent, {
      name: `runner-${index}`,
      type: 'runner',
    });
    for (;;) {
      const startedMs = performance.now();
      const { assignments } = await system.call(operations.claimTask, {
        agentId: agent.id,
        runtimes: ['fixer'],
      });
      const [assignment] = assignments;
      if (assignment?.kind !== 'run') return;
      const { runId, fencingToken } = assignment.lease;
      const taskId = assignment.task.id;
      claims.push(taskId);
      await system.call(operations.heartbeatTask, { taskId, fencingToken });
      await system.call(operations.finishRun, { runId, fencingToken, result });
      runMs.push(performance.now() - startedMs);
    }
  };
  const allMs = await timed(() => Promise.all(Array.from({ length: runners }, (_, i) => work(i))));
  if (claims.length !== ids.length || new Set(claims).size !== ids.length) {
    throw new Error(`${claims.length} claims of ${new Set(claims).size} tasks, of ${ids.length}`);
  }
  return { runMs, allMs };
}

const result = {
  status: 'succeeded' as const,
  commit: 'b'.repeat(40),
  usedTokens: 0,
  notes: '',
  sandboxed: true,
};

function rowsOf({ tasks, runners, runsPerSecond, runMs }: Case): Row[] {
  const name = `${runners} runners, ${tasks.toLocaleString('en')} tasks`;
  return [
    row({ name, metric: 'runs', unit: '/s', ours: median(runsPerSecond) }),
    row({
      name,
      metric: 'run p99',
      unit: 'ms',
      ours: percentile(runMs, 0.99),
      target: { atMost: 2_000 },
    }),
  ];
}

/** The rate on ten times the tasks against the rate on a tenth: 1 is flat. */
function growth(cases: readonly Case[], runners: number): Row {
  const rate = (tasks: number) =>
    median(
      cases.find((each) => each.runners === runners && each.tasks === tasks)?.runsPerSecond ?? [],
    );
  return row({
    name: `${runners} runners`,
    metric: 'rate at 10k / 1k',
    unit: '',
    ours: rate(10_000) / rate(1_000),
    target: { atLeast: 0.7 },
  });
}
