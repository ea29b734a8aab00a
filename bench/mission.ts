import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { TaskRow } from '../packages/core/src/documents/task-row.ts';
import { replaceTasksTable } from '../packages/core/src/documents/tasks-table.ts';
import type { MissionFact } from '../packages/core/src/missions/rules/fact.ts';
import {
  factFor,
  finished,
  handOf,
  storyFix,
  storyInPhase,
} from '../packages/core/src/missions/rules/mission-story.ts';
import { outstanding } from '../packages/core/src/missions/rules/outstanding.ts';
import { reduce } from '../packages/core/src/missions/rules/reduce.ts';
import type { MissionState } from '../packages/core/src/missions/rules/state.ts';
import { taskViews } from '../packages/core/src/missions/rules/view.ts';
import { timed } from './measure.ts';
import { type Row, row } from './row.ts';
import { withScratch } from './scratch.ts';
import { median } from './statistics.ts';

const program = fileURLToPath(new URL('../packages/cli/bin/mosaic.mjs', import.meta.url));
const factsMax = 600;
const warmUpFacts = 200;
const samplePort = 3498;

/** What deciding costs, how that grows, and what a whole mission takes on the clock. */
export async function benchMission(): Promise<Row[]> {
  const rows: Row[] = [];
  const perFact: number[] = [];
  for (const tasks of [500, 5_000]) {
    const { decideMs, state } = await playFacts(tasks);
    perFact.push(median(decideMs));
    const name = `${tasks.toLocaleString('en')} tasks`;
    rows.push(
      row({ name, metric: 'decide one fact', unit: 'ms', ours: median(decideMs) }),
      row({ name, metric: 'render tasks.md', unit: 'ms', ours: await renderMs(state) }),
    );
  }
  const [small = 1, large = 1] = perFact;
  rows.push(
    // 10 is linear in the size of the mission; more would be a trap.
    row({
      name: 'ten times the tasks',
      metric: 'cost of a fact',
      unit: '×',
      ours: large / small,
      target: { atMost: 15 },
    }),
    row({ name: 'sample, fixer', metric: 'whole mission', unit: 's', ours: await sampleSeconds() }),
  );
  return rows;
}

/** Plays part of a mission with 30 workers; each sample is one `reduce` and one `outstanding`. */
async function playFacts(tasks: number): Promise<{ decideMs: number[]; state: MissionState }> {
  const fixes = Array.from({ length: tasks }, (_, index) => storyFix(`F${index}`));
  let state = storyInPhase(fixes, { maxWorkers: 30 });
  let intents = outstanding(state);
  const decideMs: number[] = [];
  while (decideMs.length < factsMax + warmUpFacts) {
    for (const fact of nextFacts(state, intents)) {
      decideMs.push(
        await timed(() => {
          state = reduce(state, fact);
          intents = outstanding(state);
        }),
      );
    }
  }
  return { decideMs: decideMs.slice(warmUpFacts), state };
}

/** What a shell and its runners would answer first: one intent, or one run from start to end. */
function nextFacts(
  state: MissionState,
  intents: ReturnType<typeof outstanding>,
): readonly MissionFact[] {
  for (const intent of intents) {
    const fact = factFor(state, intent);
    if (fact !== null) return [fact];
  }
  const offer = intents.find((intent) => intent.type === 'offer');
  if (offer?.type !== 'offer') throw new Error('The mission has nothing left to do');
  const { taskId } = offer;
  const { step, attempt, requiredGates } = handOf(state, taskId).brief;
  const run = finished(state, taskId, { greenGates: requiredGates });
  const { runId } = run;
  return [{ type: 'run_started', at: 100, taskId, runId, step, attempt, agentName: 'bench' }, run];
}

async function renderMs(state: MissionState): Promise<number> {
  const rows: TaskRow[] = taskViews(state).map((view) => ({
    ...view,
    id: view.key,
    description: view.title,
    repo: view.component,
    agent: view.agentName,
    startedAt: null,
    completedAt: null,
  }));
  const samples: number[] = [];
  let document = '# Tasks\n';
  for (let round = 0; round < 9; round += 1) {
    samples.push(
      await timed(() => {
        document = replaceTasksTable(document, rows);
      }),
    );
  }
  return median(samples);
}

/** The sample as `npm start` does it: review, sixteen findings, gates in fresh checkouts. */
function sampleSeconds(): Promise<number> {
  return withScratch(async (home) => {
    const args = ['start', '--once', '--json', '--home', home, '--port', String(samplePort)];
    const tookMs = await timed(
      () =>
        new Promise<void>((resolve, reject) => {
          const child = spawn(process.execPath, [program, ...args], { stdio: 'ignore' });
          child.once('error', reject);
          // 2: completed with deferrals, since three defects of the sample need a person.
          child.once('exit', (code) =>
            code === 2 ? resolve() : reject(new Error(`The sample mission ended with ${code}`)),
          );
        }),
    );
    return tookMs / 1_000;
  });
}
