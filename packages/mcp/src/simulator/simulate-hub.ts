import { runEngine } from './actors/engine.ts';
import { runRunner } from './actors/runner.ts';
import { startWatcher, type Watcher } from './actors/watcher.ts';
import { checkAtEnd } from './checks/at-end.ts';
import { leaseCheck } from './checks/leases.ts';
import { onceCheck } from './checks/once.ts';
import { listModules } from './hub-modules.ts';
import { injectFaults } from './inject-faults.ts';
import type { Planted } from './planted.ts';
import { schemaTemplate } from './schema-template.ts';
import { createScript, type Script } from './script.ts';
import { createClient } from './simulated-client.ts';
import { createNode, type SimulatedNode } from './simulated-node.ts';
import { violate } from './violation.ts';
import { createWorld, type World } from './world.ts';

export interface SimulationResult {
  readonly seed: number;
  /** What was broken; null when every promise was kept. */
  readonly violation: string | null;
  readonly steps: number;
  readonly claims: number;
  readonly commits: number;
  /** Virtual time, in milliseconds. */
  readonly tookMs: number;
  /** Equal for equal histories. */
  readonly trace: string;
  readonly story: readonly string[];
}

export interface SimulationOptions {
  readonly seed: number;
  /** Replaces the script of the seed, to shrink a failure. */
  readonly script?: Script;
  readonly planted?: Planted;
  /** Keeps a story of what happened. */
  readonly isTold?: boolean;
}

/** After calm, everything must have come to its end within this virtual time, in milliseconds. */
const calmMsMax = 180_000;

/**
 * Runs the whole hub in the world that belongs to a seed and checks its promises at every commit,
 * at every answer and at the end. Equal seeds repeat exactly.
 */
export async function simulateHub(options: SimulationOptions): Promise<SimulationResult> {
  const { seed, script = createScript(seed), planted = {}, isTold = false } = options;
  const world = createWorld({ script, template: await schemaTemplate(), planted, isTold });
  const nodes = Array.from({ length: script.nodes }, (_, index) => createNode(world, index));
  for (const node of nodes) node.start();
  world.watches.push(
    onceCheck(
      world,
      listModules().flatMap((module) => module.handlers),
    ),
    leaseCheck(),
  );
  injectFaults(world, nodes);
  const { isDone, watchers } = startClients(world, nodes);
  const { scheduler } = world;
  const isOver = () => world.violation !== null || (isDone() && world.isCalm);
  try {
    await scheduler.run(isOver, script.calmAtMs + calmMsMax);
    if (world.violation === null && !isOver())
      violate('not everything came to its end in calm times');
    if (world.violation === null) await checkAtEnd(world, nodes, watchers);
  } catch (error) {
    world.fail(error);
  }
  world.database.close();
  return {
    seed,
    violation: world.violation,
    steps: scheduler.steps(),
    claims: world.history.committed.filter(isClaim).length,
    commits: world.history.committed.length,
    tookMs: scheduler.now(),
    trace: world.trace.hash(),
    story: world.story.lines(),
  };
}

/** Starts everybody outside; the answer tells whether all that must end has ended. */
function startClients(
  world: World,
  nodes: readonly SimulatedNode[],
): { isDone: () => boolean; watchers: readonly Watcher[] } {
  let open = 0;
  const start = (name: string, run: (client: ReturnType<typeof createClient>) => Promise<void>) => {
    open += 1;
    run(createClient(world, nodes, name)).then(() => {
      open -= 1;
    }, world.fail);
  };
  const { workload } = world.script;
  start('engine', (client) => runEngine(world, client));
  for (let index = 1; index <= workload.runners; index += 1) {
    runRunner(world, createClient(world, nodes, `runner-${index}`)).catch(world.fail);
  }
  const watchers = Array.from({ length: workload.watchers }, (_, index) =>
    startWatcher(world, createClient(world, nodes, `watcher-${index + 1}`)),
  );
  return { isDone: () => open === 0, watchers };
}

function isClaim({ operation, output }: { operation: string; output: unknown }): boolean {
  return operation === 'task.claim' && (output as { assignment: unknown }).assignment !== null;
}
