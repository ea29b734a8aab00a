import {
  type Agent,
  AgentId,
  limits,
  MosaicError,
  type Operation,
  type OperationOutput,
  type OperationRawInput,
  operations,
} from '@mosaic/contract';

/** Asks another module; a command's `call` and a query's `query` both do. */
export type Ask = <Op extends Operation>(
  operation: Op,
  input: OperationRawInput<Op>,
) => Promise<OperationOutput<Op>>;

/** The agent of this id or name. Everything this module knows of agents it asks here. */
export async function findAgent(ask: Ask, reference: string): Promise<Agent> {
  if (AgentId.safeParse(reference).success) {
    return ask(operations.showAgent, { agentId: reference });
  }
  const { items } = await ask(operations.listAgents, { name: reference, limit: 1 });
  if (items[0] !== undefined) return items[0];
  throw new MosaicError(
    'not_found',
    `There is no agent "${reference}". Register it first, or list agents to see their names.`,
  );
}

/** Finds agents for one call, each of them once: within a transaction the answer stays the same. */
export type FindAgent = (reference: string) => Promise<Agent>;

export function agentFinder(ask: Ask): FindAgent {
  const found = new Map<string, Agent>();
  return async (reference) => {
    const agent = found.get(reference) ?? (await findAgent(ask, reference));
    found.set(reference, agent);
    return agent;
  };
}

/** Agents online that are able to do this and take something new. */
export async function findAble(ask: Ask, capability: string): Promise<Agent[]> {
  const { agents } = await ask(operations.findAgents, {
    capabilities: [capability],
    limit: limits.pageSizeMax,
  });
  return agents;
}

/** All agents there are, online or not. */
export async function* everyAgent(
  ask: Ask,
  filter: { type?: Agent['type'] | undefined; capability?: string | undefined },
): AsyncIterable<Agent> {
  const { type, capability } = filter;
  let cursor: string | null = null;
  do {
    const page: OperationOutput<typeof operations.listAgents> = await ask(operations.listAgents, {
      limit: limits.pageSizeMax,
      ...(type === undefined ? {} : { type }),
      ...(cursor === null ? {} : { cursor }),
    });
    for (const agent of page.items) {
      if (capability === undefined || agent.capabilities.includes(capability)) yield agent;
    }
    cursor = page.nextCursor;
  } while (cursor !== null);
}
