import { type OperationRawInput, operations, type Project } from '@mosaic/contract';
import type { QueryContext } from '@mosaic/mcp';
import type { PlanIndex } from '../plan/plan-index.ts';
import type { FinishedRun } from '../schedule/learned-factors.ts';
import type { PlanState } from '../schedule/plan-work.ts';
import type { LearnedFrom } from './compute/plan-jobs.ts';
import {
  finishedNodes,
  type NodeEvidence,
  type NodeTask,
  nodeStates,
  startedNodes,
} from './node-states.ts';
import type { StoredPlan } from './plan-store.ts';

/** Pages of 500 that are read of one list. */
const pagesMax = { tasks: 10, evidence: 20, learned: 4 } as const;

/** How far the nodes of a plan are, by what the newest mission did that runs it. */
export async function readNodeStates(context: QueryContext, row: StoredPlan, index: PlanIndex) {
  const tasks = await readTasks(context, row, index);
  if (row.mission_id === null || tasks.size === 0) return { tasks, states: new Map() };
  const evidence: NodeEvidence[] = await readPages(
    context,
    operations.listEvidence,
    { missionId: row.mission_id },
    pagesMax.evidence,
  );
  const gates = (await projectOf(context, row))?.gates.map(({ name }) => name) ?? [];
  return { tasks, states: nodeStates(tasks, evidence, gates) };
}

/** What is over and under way, for schedules and forecasts. */
export async function readPlanState(
  context: QueryContext,
  row: StoredPlan,
  index: PlanIndex,
): Promise<PlanState> {
  const tasks = await readTasks(context, row, index);
  return {
    finished: finishedNodes(nodeStates(tasks, [], [])),
    started: startedNodes(tasks, context.clock.now()),
  };
}

/** Finished runs of the project, and the runtime its newest work was done with. */
export async function readLearned(
  context: QueryContext,
  row: StoredPlan,
  index: PlanIndex,
): Promise<LearnedFrom> {
  const projectId = row.project_id;
  if (projectId === '') return { runs: [], runtime: '', projectId };
  const tasks = await readPages(
    context,
    operations.listTasks,
    { projectId, status: 'done' },
    pagesMax.learned,
  );
  const runs: FinishedRun[] = [];
  let runtime = '';
  for (const task of tasks) {
    if (task.type === null) continue;
    const node = index.nodes[index.positionOf.get(task.key) ?? -1];
    const isOwn = task.missionId === row.mission_id && node !== undefined;
    runtime = task.brief?.runtime ?? runtime;
    runs.push({
      taskType: task.type,
      runtime: task.brief?.runtime ?? '',
      projectId,
      estimateMinutes: isOwn ? (node.estimate?.minutes ?? null) : null,
      usedMinutes: minutesBetween(task.startedAt, task.completedAt),
      estimateTokens: task.estimateTokens,
      usedTokens: task.usedTokens,
    });
  }
  return { runs, runtime, projectId };
}

/** Null for a plan of no project. */
export async function projectOf(
  context: Pick<QueryContext, 'query'>,
  { project_id: projectId }: Pick<StoredPlan, 'project_id'>,
): Promise<Project | null> {
  return projectId === '' ? null : context.query(operations.showProject, { projectId });
}

async function readTasks(
  context: QueryContext,
  row: StoredPlan,
  index: PlanIndex,
): Promise<Map<string, NodeTask>> {
  if (row.mission_id === null) return new Map();
  const tasks: NodeTask[] = await readPages(
    context,
    operations.listTasks,
    { missionId: row.mission_id },
    pagesMax.tasks,
  );
  return new Map(
    tasks.filter(({ key }) => index.positionOf.has(key)).map((task) => [task.key, task]),
  );
}

function minutesBetween(from: string | null, to: string | null): number | null {
  if (from === null || to === null) return null;
  return Math.max(0, (Date.parse(to) - Date.parse(from)) / 60_000);
}

type Paged = typeof operations.listTasks | typeof operations.listEvidence;

async function readPages<Op extends Paged>(
  context: Pick<QueryContext, 'query'>,
  operation: Op,
  input: OperationRawInput<Op>,
  pages: number,
) {
  type Items = Awaited<ReturnType<typeof context.query<Op>>>['items'];
  const items: Items[number][] = [];
  let cursor: string | undefined;
  for (let page = 0; page < pages; page += 1) {
    const found = await context.query(operation, { ...input, limit: 500, cursor });
    items.push(...found.items);
    if (found.nextCursor === null) break;
    cursor = found.nextCursor;
  }
  return items;
}
