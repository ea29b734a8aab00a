import { type Event, operations, type Run } from '@mosaic/contract';
import type { SystemCaller } from '@mosaic/mcp';
import type { MissionFact } from './rules/fact.ts';

/** Events read at once. */
const batchSize = 200;

/** Facts a mission has not taken into account, and the event they reach up to. */
export interface News {
  facts: readonly MissionFact[];
  lastSeq: number;
}

/**
 * Turns what runners did into facts of the mission.
 *
 * Reads from the mark that is stored together with the facts, so that none is
 * missed; repeats are harmless, since the reducer recognises them.
 */
export async function readNewFacts(
  caller: SystemCaller,
  missionId: string,
  after: number,
): Promise<News> {
  const { items, lastSeq } = await caller.call(operations.listEvents, {
    after,
    missionId,
    limit: batchSize,
  });
  const facts: MissionFact[] = [];
  for (const event of items) facts.push(...(await factsOf(caller, event)));
  return { facts, lastSeq };
}

async function factsOf(caller: SystemCaller, event: Event): Promise<MissionFact[]> {
  if (event.runId === null || !['task.claimed', 'run.finished'].includes(event.type)) return [];
  const run = await caller.call(operations.showRun, { runId: event.runId });
  const at = Date.parse(event.at);
  const of = { taskId: run.taskId, runId: run.id, step: run.step, attempt: run.attempt, at };
  if (event.type === 'task.claimed') {
    return [{ type: 'run_started', ...of, agentName: run.agentName }];
  }
  if (run.status === 'lost' || run.status === 'cancelled') {
    return [{ type: 'run_lost', ...of, usedTokens: run.usedTokens }];
  }
  const gates = await gatesOf(caller, run);
  return [
    {
      type: 'run_finished',
      ...of,
      status: run.status === 'succeeded' ? 'succeeded' : 'failed',
      commit: run.commit,
      failure: run.failure,
      usedTokens: run.usedTokens,
      ...gates,
    },
  ];
}

/** Only evidence at the very commit the run stands for counts. */
async function gatesOf(caller: SystemCaller, run: Run) {
  const { items } = await caller.call(operations.listEvidence, { runId: run.id, limit: 100 });
  const atCommit = items.filter(({ commit }) => run.commit === null || commit === run.commit);
  return {
    greenGates: atCommit.filter(({ passed }) => passed).map(({ gate }) => gate),
    redGates: atCommit.filter(({ passed }) => !passed).map(({ gate }) => gate),
  };
}
