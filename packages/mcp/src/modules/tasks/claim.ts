import {
  type Assignment,
  type ClaimStep,
  MosaicError,
  type OperationOutput,
  operations,
} from '@mosaic/contract';
import type { CommandContext } from '../../pipeline/handler.ts';
import { assign, type IssueWorkerToken } from './assignments.ts';
import { type Taker, takeTasks } from './claim-tasks.ts';
import { createLedger } from './ledger.ts';
import { type Abilities, abilitiesText } from './rules/requirement.ts';

export type { IssueWorkerToken } from './assignments.ts';

/** Topic of hints that something may be claimable. */
export const readyTopic = 'task.ready';

/** One who asks for tasks: a claim, a stream, or somebody waiting at the desk. */
export interface Asking {
  agentId: string;
  sessionId?: string | undefined;
  steps?: readonly ClaimStep[] | undefined;
  runtimes: readonly string[];
  count: number;
  /** Tasks it wants to have at the same time. */
  slots?: number | undefined;
}

export interface Claimed {
  assignments: Assignment[];
  /** Equal for agents that are able to take the same. */
  abilities: string;
  /** True: nothing is there for anybody with these abilities. */
  isDry: boolean;
}

type Held = OperationOutput<typeof operations.holdAgents>['agents'][number];
export type Claimant = Exclude<Held, { code: string }>;

/** Leases what an agent may take now. */
export async function claimFor(
  context: CommandContext,
  issueWorkerToken: IssueWorkerToken,
  asking: Asking,
  claimant: Claimant,
): Promise<Claimed> {
  if (claimant.isDraining) throw isDraining(claimant);
  const abilities = abilitiesOf(claimant, asking);
  const taker: Taker = {
    agentId: claimant.id,
    agentName: claimant.name,
    sessionId: claimant.sessionId,
    abilities,
    count: Math.min(
      asking.count,
      Math.min(asking.slots ?? claimant.tasksMax, claimant.tasksMax) - claimant.tasksRunning,
    ),
  };
  const ledger = createLedger();
  const rows = await takeTasks(context, ledger, taker);
  if (rows.length > 0) {
    await context.call(operations.countAgents, {
      changes: [{ sessionId: claimant.sessionId, change: rows.length }],
    });
  }
  await ledger.flush(context.store);
  const assignments = await assign(context, issueWorkerToken, rows, claimant);
  return {
    assignments,
    abilities: abilitiesText(abilities),
    isDry: taker.count > 0 && rows.length < taker.count,
  };
}

/** Finds who claims, and refuses those who may not. */
export async function holdOne(
  context: CommandContext,
  { agentId, sessionId }: Pick<Asking, 'agentId' | 'sessionId'>,
): Promise<Claimant> {
  const { agents } = await context.call(operations.holdAgents, {
    agents: [{ agentId, sessionId, isAlive: true }],
  });
  const [held] = agents;
  if (!held) throw new Error(`Nobody looked for ${agentId}`);
  if ('code' in held) throw new MosaicError(held.code, held.message);
  return held;
}

function isDraining({ name }: Pick<Claimant, 'name'>): MosaicError {
  return new MosaicError(
    'conflict',
    `Agent ${name} drains: it gets no more tasks. Register it again to go on.`,
  );
}

/** The steps of the claim, or those the agent takes by itself; its capabilities, and the runtimes of the claim. */
export function abilitiesOf(
  claimant: Pick<Claimant, 'steps' | 'capabilities' | 'labels'>,
  asking: Pick<Asking, 'steps' | 'runtimes'>,
): Abilities {
  return {
    steps: new Set(asking.steps ?? claimant.steps),
    capabilities: new Set([
      ...claimant.capabilities,
      ...asking.runtimes.map((runtime) => `runtime:${runtime}`),
    ]),
    labels: claimant.labels,
  };
}
