import { asker } from './ask-at-end.ts';
import { assignmentsOf } from './checks/assignments.ts';
import { onceCheck } from './checks/once.ts';
import { listModules } from './hub-modules.ts';
import { injectFaults } from './inject-faults.ts';
import type { Planted } from './planted.ts';
import { eventsScene } from './scenes/events.ts';
import { jobsScene } from './scenes/jobs.ts';
import { locksScene } from './scenes/locks.ts';
import { messagesScene } from './scenes/messages.ts';
import type { Scene, Stage } from './scenes/scene.ts';
import { stateScene } from './scenes/state.ts';
import { tasksScene } from './scenes/tasks.ts';
import { schemaTemplate } from './schema-template.ts';
import { createScript, type Script } from './script.ts';
import { createClient } from './simulated-client.ts';
import { createNode } from './simulated-node.ts';
import { violate } from './violation.ts';
import { warmUp } from './warm-up.ts';
import { createWorld } from './world.ts';

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

const scenes: readonly ((stage: Stage) => Scene)[] = [
  tasksScene,
  jobsScene,
  messagesScene,
  stateScene,
  locksScene,
  eventsScene,
];

/** After calm, everything must have come to its end within this virtual time, in milliseconds. */
const calmMsMax = 180_000;
/** A world that takes so many steps feeds on itself. */
const stepsMax = 30_000;

/**
 * Runs the whole hub in the world that belongs to a seed and checks its promises at every commit,
 * at every answer and at the end. Equal seeds repeat exactly.
 */
export async function simulateHub(options: SimulationOptions): Promise<SimulationResult> {
  const { seed, script = createScript(seed), planted = {}, isTold = false } = options;
  const template = await schemaTemplate();
  await warmUp(template);
  const world = createWorld({ script, template, planted, isTold });
  const nodes = Array.from({ length: script.nodes }, (_, index) => createNode(world, index));
  for (const node of nodes) node.start();
  world.watches.push(
    onceCheck(
      world,
      listModules().flatMap((module) => module.handlers),
    ),
  );
  injectFaults(world, nodes);
  const stage = { world, client: (name: string) => createClient(world, nodes, name) };
  const cast = scenes.map((scene) => scene(stage));
  const { scheduler } = world;
  const isOver = () =>
    world.violation !== null ||
    scheduler.steps() > stepsMax ||
    (world.isCalm && cast.every((scene) => scene.isDone()));
  try {
    await scheduler.run(isOver, script.calmAtMs + calmMsMax);
    if (scheduler.steps() > stepsMax) violate('a storm: the hub keeps itself busy without end');
    if (!isOver()) violate('not everything came to its end in calm times');
    const ask = asker(world, nodes);
    for (const scene of cast) if (world.violation === null) await scene.atEnd?.(ask);
  } catch (error) {
    world.fail(error);
  }
  world.database.close();
  return {
    seed,
    violation: world.violation,
    steps: scheduler.steps(),
    claims: world.history.committed.flatMap(assignmentsOf).length,
    commits: world.history.committed.length,
    tookMs: scheduler.now(),
    trace: world.trace.hash(),
    story: world.story.lines(),
  };
}
