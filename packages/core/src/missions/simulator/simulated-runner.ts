import type { Brief, FailureCode } from '@mosaic/contract';
import { findingGate } from '@mosaic/contract';
import type { Behaviour } from './script.ts';
import { claim, finish, heartbeat, type RunOutcome } from './simulated-tasks.ts';
import { commit } from './simulated-vault.ts';
import { greenGatesAt, mayInterrupt, nextBehaviour, type World } from './world.ts';

interface Held {
  readonly taskId: string;
  readonly runId: string;
  readonly fencingToken: number;
  readonly brief: Brief;
  readonly behaviour: Behaviour;
  readonly readyAt: number;
  outcome: RunOutcome | null;
}

/** A runner process: what it holds is in memory and gone when it crashes. */
export interface SimulatedRunner {
  readonly name: string;
  held: Held | null;
  downUntil: number;
}

export function createRunner(name: string): SimulatedRunner {
  return { name, held: null, downUntil: 0 };
}

/** One turn of a runner: claim, renew, or report. */
export function runnerTurn(world: World, runner: SimulatedRunner): void {
  if (world.now < runner.downUntil) return;
  if (!runner.held) claimNext(world, runner);
  else if (runner.held.outcome === null && world.now < runner.held.readyAt) renew(world, runner);
  else report(world, runner, runner.held);
}

/** The process dies; its lease has to lapse. Nothing happens once its task suffered enough. */
export function crashRunner(world: World, runner: SimulatedRunner): void {
  const task = runner.held && world.tasks.tasks.get(runner.held.taskId);
  if (!task || mayInterrupt(task)) die(world, runner);
}

function die(world: World, runner: SimulatedRunner): void {
  runner.held = null;
  runner.downUntil = world.now + 20_000;
}

function claimNext(world: World, runner: SimulatedRunner): void {
  const claimed = claim(world.tasks, runner.name, world.now);
  if (!claimed) return;
  const task = world.tasks.tasks.get(claimed.taskId);
  const behaviour = task ? nextBehaviour(world.script, task) : 'ok';
  if (behaviour === 'poison') {
    die(world, runner);
    return;
  }
  const readyAt = world.now + (world.hasFaults ? world.random.integer(0, 20_000) : 0);
  runner.held = { ...claimed, behaviour, readyAt, outcome: null };
}

function renew(world: World, runner: SimulatedRunner): void {
  const { held } = runner;
  if (!held) return;
  const reply = heartbeat(world.tasks, held, world.now);
  const task = world.tasks.tasks.get(held.taskId);
  if (reply === 'stop' && task && mayInterrupt(task) && world.random.chance(0.5)) {
    held.outcome = failed('stopped');
  }
  // Some runners don't notice at once that they lost the task, and report late.
  if (reply === 'lost' && world.random.chance(0.5)) runner.held = null;
}

function report(world: World, runner: SimulatedRunner, held: Held): void {
  held.outcome ??= outcomeOf(world, held);
  const reply = finish(world.tasks, held, held.outcome, world.now);
  const { workCommit } = held.brief;
  if (reply === 'ok' && held.outcome.failure?.code === 'crashed' && workCommit !== null) {
    world.crashedOnce.add(workCommit);
  }
  const isReplyLost = world.hasFaults && world.random.chance(0.2);
  if (!isReplyLost) runner.held = null;
}

function outcomeOf(world: World, held: Held): RunOutcome {
  return held.brief.step === 'verify' ? verify(world, held) : produce(world, held);
}

function produce(world: World, held: Held): RunOutcome {
  const { behaviour, brief } = held;
  const isDelivered = ['ok', 'liar', 'flaky-verify', 'conflict'].includes(behaviour);
  if (!isDelivered) return failed(behaviour as FailureCode);
  const id = `work:${held.runId}`;
  commit(world.vault, id, [brief.baseCommit], [id]);
  world.work.set(id, { taskId: held.taskId, behaviour });
  return { ...succeeded(id), usedTokens: 1_000 };
}

function verify(world: World, held: Held): RunOutcome {
  const { baseCommit, workCommit } = held.brief;
  if (workCommit === null) {
    if (held.behaviour !== 'ok') return failed(held.behaviour as FailureCode);
    return proved(world, baseCommit, greenGatesAt(world, baseCommit));
  }
  const behaviour = world.work.get(workCommit)?.behaviour;
  if (behaviour === 'liar') return { ...failed('gate_failed'), redGates: [findingGate] };
  if (behaviour === 'conflict') return failed('conflict');
  if (behaviour === 'flaky-verify' && !world.crashedOnce.has(workCommit)) return failed('crashed');
  const candidate = `merge:${held.runId}`;
  commit(world.vault, candidate, [baseCommit, workCommit]);
  return proved(world, candidate, [...greenGatesAt(world, candidate), findingGate]);
}

function proved(world: World, commitId: string, green: readonly string[]): RunOutcome {
  world.evidence.set(commitId, new Set(green));
  const redGates = world.script.settings.gates.filter((gate) => !green.includes(gate));
  return { ...succeeded(commitId), greenGates: green, redGates };
}

function succeeded(commitId: string): RunOutcome {
  const none = { failure: null, usedTokens: null, greenGates: [], redGates: [] };
  return { status: 'succeeded', commit: commitId, ...none };
}

function failed(code: FailureCode): RunOutcome {
  const failure = { code, message: `simulated ${code}` };
  return { status: 'failed', commit: null, failure, usedTokens: 500, greenGates: [], redGates: [] };
}
