import { isMosaicError, limits, operations } from '@mosaic/contract';
import { batchStream, command, type Handler } from '../../pipeline/handler.ts';
import { claimFor, holdOne, type IssueWorkerToken } from './claim.ts';
import type { ClaimDesk } from './claim-desk.ts';

/** Handing tasks out: at once, to those who wait, and over open streams. */
export function claimHandlers(
  issueWorkerToken: IssueWorkerToken,
  desk: ClaimDesk,
): readonly Handler[] {
  return [
    command(
      operations.claimTask,
      async (context, input) => {
        const claimant = await holdOne(context, input);
        const claimed = await claimFor(context, issueWorkerToken, input, claimant);
        desk.learn(input, claimed.abilities);
        const [first] = claimed.assignments;
        if (first) context.target(first.task.id);
        else context.quiet();
        return { assignments: claimed.assignments };
      },
      {
        isOutputStored: false,
        longPoll: {
          topic: '',
          waitMs: (input) => input.waitMs,
          isEmpty: (output) => output.assignments.length === 0,
          park: async (context, input, waitMs) => ({
            assignments: await desk.wait(context, { ...input, isAlive: true }, waitMs),
          }),
        },
      },
    ),

    command(operations.assignTasks, async (context, { waiters }) => {
      const { agents } = await context.call(operations.holdAgents, {
        agents: waiters.map(({ agentId, sessionId, isAlive }) => ({ agentId, sessionId, isAlive })),
      });
      const dry = new Set<string>();
      const served = [];
      for (const [index, waiter] of waiters.entries()) {
        const held = agents[index];
        if (!held || 'code' in held) {
          const refusal = held ?? { code: 'not_found' as const, message: 'The agent is gone.' };
          served.push({ abilities: '', assignments: [], isDry: false, refusal });
          continue;
        }
        const asking = { ...waiter, isDryFor: dry };
        served.push(await serve(asking, held));
      }
      if (served.every(({ assignments }) => assignments.length === 0)) context.quiet();
      return { served };

      async function serve(asking: (typeof waiters)[number], held: Parameters<typeof claimFor>[3]) {
        try {
          const key = desk.abilitiesOf(asking, held);
          if (dry.has(key)) return { abilities: key, assignments: [], isDry: true, refusal: null };
          const claimed = await claimFor(context, issueWorkerToken, asking, held);
          if (claimed.isDry) dry.add(claimed.abilities);
          return { ...claimed, refusal: null };
        } catch (error) {
          if (!isMosaicError(error) || error.code !== 'conflict') throw error;
          const refusal = { code: 'conflict' as const, message: error.message };
          return { abilities: '', assignments: [], isDry: false, refusal };
        }
      }
    }),

    batchStream(operations.receiveTasks, async function* (context, input) {
      const waiter = { ...input, count: limits.claimCountMax, isAlive: false };
      while (!context.signal.aborted) yield await desk.wait(context, waiter, Infinity);
    }),
  ];
}
