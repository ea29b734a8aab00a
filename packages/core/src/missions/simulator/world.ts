import { findingGate } from '@mosaic/contract';
import type { Random } from './random.ts';
import type { Behaviour, Script } from './script.ts';
import type { SimulatedTask, SimulatedTasks } from './simulated-tasks.ts';
import { createTasks } from './simulated-tasks.ts';
import { createVault, type SimulatedVault } from './simulated-vault.ts';

/** All that survives a crash of the hub, and the chance that drives it. */
export interface World {
  readonly script: Script;
  readonly random: Random;
  readonly hasFaults: boolean;
  readonly tasks: SimulatedTasks;
  readonly vault: SimulatedVault;
  /** Who produced a work commit, and how good it is. */
  readonly work: Map<string, { readonly taskId: string; readonly behaviour: Behaviour }>;
  /** Gates that the platform itself saw green at a commit. */
  readonly evidence: Map<string, ReadonlySet<string>>;
  /** Work commits whose first verification crashed already. */
  readonly crashedOnce: Set<string>;
  /** Who has which lock of the hub. */
  readonly locks: Map<string, string>;
  readonly handoffs: Set<number>;
  readonly mergedPhases: Set<number>;
  now: number;
}

/**
 * Interruptions a task suffers by chance. Below the engine's own bound, so that they
 * must not show in the outcome; only poison goes on.
 */
const interruptionsMax = 4;

export function createWorld(script: Script, random: Random, hasFaults: boolean): World {
  const isSpared = (task: SimulatedTask) =>
    task.interruptions >= interruptionsMax && nextBehaviour(script, task) !== 'poison';
  return {
    script,
    random,
    hasFaults,
    tasks: createTasks(isSpared),
    vault: createVault(),
    work: new Map(),
    evidence: new Map(),
    crashedOnce: new Set(),
    locks: new Map(),
    handoffs: new Set(),
    mergedPhases: new Set(),
    now: 1_000,
  };
}

/** What the script demands of the run that a task is offered for; `ok` for proving somebody's work. */
export function nextBehaviour(script: Script, task: SimulatedTask): Behaviour {
  const { brief } = task;
  if (!brief || brief.workCommit !== null) return 'ok';
  const behaviours = script.behaviours.get(task.id) ?? ['ok'];
  const index = Math.min(task.accepted.get(brief.step) ?? 0, behaviours.length - 1);
  return behaviours[index] ?? 'ok';
}

/** True while one more interruption of this task may happen without showing in the outcome. */
export function mayInterrupt(task: SimulatedTask): boolean {
  return task.interruptions < interruptionsMax;
}

/** Gates of the project that are green at a commit. */
export function greenGatesAt(world: World, commitId: string): string[] {
  const authors = new Set(
    world.vault.commits.get(commitId)?.work.map((work) => world.work.get(work)?.taskId),
  );
  return world.script.settings.gates.filter((gate) => {
    const fixer = world.script.fixedBy.get(gate);
    return world.script.greenAtStart.includes(gate) || (fixer !== undefined && authors.has(fixer));
  });
}

/** Gates that must be green for a change of `taskId` to land on `head`. */
export function gatesToKeep(world: World, taskId: string, head: string): string[] {
  const hasCheck = world.script.tasks.some((task) => task.id === taskId && task.hasCheck);
  return [...greenGatesAt(world, head), ...(hasCheck ? [findingGate] : [])];
}
