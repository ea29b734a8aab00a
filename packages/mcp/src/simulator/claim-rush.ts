import { limits, operations } from '@mosaic/contract';
import { type Assigned, assignmentsOf } from './checks/assignments.ts';
import type { Planted } from './planted.ts';
import { schemaTemplate } from './schema-template.ts';
import { createScript, type Script } from './script.ts';
import { createNode } from './simulated-node.ts';
import { violate } from './violation.ts';
import { createWorld } from './world.ts';

export interface ClaimRush {
  /** Leases given, each to be found in the recorded history. */
  readonly claims: number;
  /** Claims of a task that somebody held, and tokens used twice. */
  readonly doubleClaims: number;
  readonly violation: string | null;
}

export interface ClaimRushOptions {
  readonly seed: number;
  readonly claims: number;
  readonly nodes: number;
  /** Agents that claim at the same time, each as many as it may. */
  readonly agents: number;
  readonly planted?: Planted;
}

/** Jobs submitted at once: fewer than the agents could take. */
const jobsAtOnce = limits.taskBatchMax;
/** Leases of each job before new ones are submitted; a job that was lost too often dies. */
const leasesPerJob = limits.attemptsMax * 0.9;
/** Claims in one life of an agent. */
const claimsPerLife = 2;

/**
 * Many agents claim from few jobs on several nodes at once, again and again. Every lease that was
 * given is recorded as it was committed, and the history is checked: a task is leased only once
 * its last lease is over, each time with the next fencing token.
 */
export async function rushClaims(options: ClaimRushOptions): Promise<ClaimRush> {
  const { planted = {} } = options;
  const script: Script = { ...createScript(options.seed), ...quiet, nodes: options.nodes };
  const world = createWorld({ script, template: await schemaTemplate(), trace: noTrace, planted });
  const nodes = Array.from({ length: options.nodes }, (_, index) => createNode(world, index));
  for (const node of nodes) node.start();
  const checker = historyChecker();
  world.watches.push((commands) => {
    for (const command of commands) {
      for (const { type, taskId } of command.events) {
        if (endings.has(type) && typeof taskId === 'string') checker.end(taskId);
      }
      for (const assigned of assignmentsOf(command)) checker.claim(assigned);
    }
    // Checked as it grows and then forgotten: a million leases need not be kept.
    world.history.forget();
  });
  // Called as from inside the hub: no rate of calls shall hold the rush back.
  const hub = (index: number) =>
    nodes[index % nodes.length]?.hub()?.system('rush') ?? violate('a node is down without a fault');
  // One double claim says it all.
  const isEnough = () => checker.claims() >= options.claims || checker.doubleClaims() > 0;
  const rest = () => new Promise<void>((go) => void world.scheduler.after(1, 'rest', go));
  let submitted = 0;
  const job = { title: 'Rush', attemptsMax: limits.attemptsMax, backOff: { firstMs: 0, maxMs: 0 } };
  const feed = async () => {
    while (!isEnough()) {
      if (submitted * leasesPerJob > checker.claims()) await rest();
      else {
        const jobs = Array.from({ length: jobsAtOnce }, () => job);
        await hub(submitted).call(operations.submitTasks, { jobs });
        submitted += jobsAtOnce;
      }
    }
  };
  // Each life of an agent takes what it can and is replaced: that gives all of it back at once.
  const work = async (index: number) => {
    const agent = { name: `agent-${index}`, type: 'worker' } as const;
    while (!isEnough()) {
      const { id: agentId, sessionId } = await hub(index).call(operations.registerAgent, agent);
      for (let round = 0; round < claimsPerLife; round += 1) {
        const asking = { agentId, sessionId, count: limits.claimCountMax };
        const { assignments } = await hub(index + round).call(operations.claimTask, asking);
        if (assignments.length === 0) await rest();
      }
    }
  };
  let isOver = false;
  const everybody = [feed(), ...Array.from({ length: options.agents }, (_, index) => work(index))];
  Promise.all(everybody).then(() => {
    isOver = true;
  }, world.fail);
  const { scheduler } = world;
  await scheduler.run(() => isOver || world.violation !== null, Number.POSITIVE_INFINITY);
  world.database.close();
  const { violation } = world;
  return { claims: checker.claims(), doubleClaims: checker.doubleClaims(), violation };
}

const endings = new Set(['task.released', 'task.expired', 'task.settled', 'task.changed']);

const noTrace = { add: () => undefined, hash: () => '' };

const quiet = {
  dialect: 'postgres',
  skewMs: [],
  drift: [],
  statementMs: 0,
  commitMs: 0.5,
  messages: { loss: 0, double: 0, late: 0 },
  faults: [],
} as const;

function historyChecker() {
  const held = new Set<string>();
  const tokens = new Map<string, number>();
  let claims = 0;
  let doubleClaims = 0;
  return {
    claims: () => claims,
    doubleClaims: () => doubleClaims,
    end: (taskId: string) => held.delete(taskId),
    claim({ task: { id }, lease: { fencingToken } }: Assigned) {
      claims += 1;
      if (held.has(id) || fencingToken !== (tokens.get(id) ?? 0) + 1) doubleClaims += 1;
      held.add(id);
      tokens.set(id, fencingToken);
    },
  };
}
