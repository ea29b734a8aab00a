import type { Client } from '@mosaic/client';
import {
  type Agent,
  type Explanation,
  MosaicError,
  type OperationOutput,
  type OperationRawInput,
  operations,
  type PlanAgentType,
  type Task,
} from '@mosaic/contract';
import { type AgentTypeFacts, agentTypes } from './agent-types.ts';

/** What an agent is wanted for. */
export interface SpawnRequest {
  readonly type: PlanAgentType;
  /** One line. */
  readonly title: string;
  /** Everything the agent has to know; kept with the task. */
  readonly brief?: Readonly<Record<string, unknown>>;
  readonly projectId?: string;
  /** Capabilities needed beyond those of the type, such as `lang:go`. */
  readonly requires?: readonly string[];
  readonly priority?: number;
  /** Asking again under the same key is the same request. */
  readonly key?: string;
}

/** Work that was put in line for an agent, and where it stands there. */
export interface SpawnedWork {
  readonly taskId: string;
  /** Why it is not running yet; null once an agent has it. */
  readonly waiting: Explanation | null;
}

/** The agents of a hub. */
export interface AgentManager {
  /** Kinds of agents and what each must be able to do. */
  readonly types: readonly AgentTypeFacts[];
  capabilitiesOf(type: PlanAgentType): readonly string[];
  /**
   * Puts work in line that only an agent of this type can take, and tells who could. Agents that
   * are connected take it in turn; a mission is what starts agents by itself.
   */
  spawn(request: SpawnRequest): Promise<SpawnedWork>;
  /** How the work of {@link AgentManager.spawn} stands. */
  status(taskId: string): Promise<Task>;
  /** Calls it off; an agent that has it is asked to stop. */
  cancel(taskId: string): Promise<void>;
  /** Who would do a task how: personas by the words of the task, the best first; all without one. */
  personas(task?: string): Promise<OperationOutput<typeof operations.listPersonas>['items']>;
  list(): Promise<readonly Agent[]>;
  /** Agents that could take such work now, the least busy first. */
  available(type: PlanAgentType, requires?: readonly string[]): Promise<readonly Agent[]>;
  /** Makes the calling program an agent of this type; it takes work with `task.claim`. */
  register(
    name: string,
    type: PlanAgentType,
    more?: Partial<OperationRawInput<typeof operations.registerAgent>>,
  ): Promise<Agent>;
}

export function createAgentManager(client: Client): AgentManager {
  const waitingOf = async (taskId: string): Promise<Explanation | null> => {
    const explained = await client.call(operations.explainTask, { taskId });
    return ['leased', 'over'].includes(explained.state) ? null : explained;
  };
  return {
    types: agentTypes,
    capabilitiesOf,
    async spawn({ type, title, brief, projectId, requires = [], priority = 0, key }) {
      const job = {
        title,
        payload: { agentType: type, ...brief },
        projectId: projectId ?? null,
        requires: [...capabilitiesOf(type), ...requires],
        priority,
        ...(key === undefined ? {} : { key }),
      };
      const { tasks } = await client.call(operations.submitTasks, { jobs: [job] });
      const taskId = tasks[0]?.taskId ?? '';
      return { taskId, waiting: await waitingOf(taskId) };
    },
    status: (taskId) => client.call(operations.showTask, { taskId }),
    async cancel(taskId) {
      await client.call(operations.cancelTasks, { taskIds: [taskId] });
    },
    async personas(task) {
      const input = task === undefined ? {} : { task };
      return (await client.call(operations.listPersonas, input)).items;
    },
    async list() {
      const { items } = await client.call(operations.listAgents, { limit: 500 });
      return items;
    },
    async available(type, requires = []) {
      const capabilities = [...capabilitiesOf(type), ...requires];
      const { agents } = await client.call(operations.findAgents, { capabilities });
      return agents;
    },
    register: (name, type, more = {}) =>
      client.call(operations.registerAgent, {
        type: 'worker',
        ...more,
        name,
        capabilities: [...capabilitiesOf(type), ...(more.capabilities ?? [])],
      }),
  };
}

function capabilitiesOf(type: PlanAgentType): readonly string[] {
  const facts = agentTypes.find((candidate) => candidate.type === type);
  if (facts !== undefined) return facts.capabilities;
  throw new MosaicError(
    'invalid_input',
    `There is no agent type ${type}. There are: ${agentTypes.map((each) => each.type).join(', ')}.`,
  );
}
