import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import {
  compilePlan,
  createReadyLeaves,
  type FinishedNode,
  planFromJson,
} from '@tony/core/planning';
import { answerLines } from './child.ts';
import { interleaved } from './measure.ts';
import { median } from './statistics.ts';

/** Where task-master-ai 0.43.1 keeps the functions behind its commands `next` and `validate-dependencies`. */
const chunks = { next: 'task-manager-JLDji0yR.js', validate: 'dependency-manager-BJq6jWA5.js' };

/** What the benchmark asks for: files with the same graph in both forms. */
export interface PeerQuestion {
  /** Folder that task-master-ai is installed in. */
  readonly installed: string;
  /** Project folder of task-master-ai with its `tasks.json`. */
  readonly project: string;
  readonly tasksFile: string;
  readonly planFile: string;
  /** Ids in our plan of the tasks that are done. */
  readonly done: readonly string[];
  readonly rounds: number;
}

/** Medians in milliseconds. */
export interface PeerAnswer {
  readonly next: { readonly ours: number; readonly peer: number };
  readonly validate: { readonly ours: number; readonly peer: number };
}

// Its functions print tables; only answers may go to standard output.
console.log = () => {};
console.error = () => {};

/** Both sides run in this process, in turns: the start of its command takes it seconds, which is not the point here. */
await answerLines(async (line): Promise<PeerAnswer> => {
  const { installed, project, tasksFile, planFile, done, rounds } = JSON.parse(
    line,
  ) as PeerQuestion;
  const dist = join(installed, 'node_modules/task-master-ai/dist');
  const load = (file: string) => import(pathToFileURL(join(dist, file)).href);
  const { findNextTask } = await load(chunks.next);
  const { i: validateDependencies } = await load(chunks.validate);

  const tasks = JSON.parse(await readFile(tasksFile, 'utf8')).master.tasks;
  const { index } = compilePlan(planFromJson(await readFile(planFile, 'utf8')));
  const finished = new Map<string, FinishedNode>(
    done.map((id) => [id, { minutes: 10, tokens: null, outcome: 'done' }]),
  );
  const ready = createReadyLeaves(index);
  const next = await interleaved(
    () => ready({ finished }),
    () => findNextTask(tasks, null),
    { rounds, warmUps: 20 },
  );
  const validate = await interleaved(
    async () => {
      const { isRunnable } = compilePlan(planFromJson(await readFile(planFile, 'utf8')));
      if (!isRunnable) throw new Error('The plan of the benchmark has errors');
    },
    () => validateDependencies(tasksFile, { context: { projectRoot: project, tag: 'master' } }),
    { rounds: Math.ceil(rounds / 5), warmUps: 3 },
  );
  return {
    next: { ours: median(next.ours), peer: median(next.peer) },
    validate: { ours: median(validate.ours), peer: median(validate.peer) },
  };
});
