import { initialState } from '../rules/initial-state.ts';
import { outstanding } from '../rules/outstanding.ts';
import { reduce } from '../rules/reduce.ts';
import { BrokenInvariant, checkAtEnd, checkHands, checkTasks, violate } from './invariants.ts';
import { checkLocks, checkSharing, checkSkips } from './plan-invariants.ts';
import { createRandom } from './random.ts';
import { createScript, type Script } from './script.ts';
import {
  crashHub,
  createHub,
  hubTurn,
  type MissionRules,
  type SimulatedHub,
  store,
} from './simulated-hub.ts';
import { crashRunner, createRunner, runnerTurn, type SimulatedRunner } from './simulated-runner.ts';
import { commit, headOf } from './simulated-vault.ts';
import { createWorld, type World } from './world.ts';

export interface SimulationResult {
  readonly seed: number;
  /** What was broken, with the turn; null when every promise was kept. */
  readonly violation: string | null;
  readonly turns: number;
  readonly facts: number;
  readonly crashes: number;
  /** Final status of the mission and of each task, by key. */
  readonly outcomes: Readonly<Record<string, string>>;
}

interface Simulation {
  readonly world: World;
  readonly hub: SimulatedHub;
  readonly runners: readonly SimulatedRunner[];
  stopsLeft: number;
  strangersLeft: number;
}

/** A mission of this size that takes longer has got stuck. */
const turnsMax = 60_000;
const rulesInUse: MissionRules = { initialState, reduce, outstanding };

/**
 * Runs the mission of a seed twice, once in peace and once with crashes, losses,
 * stops and repeats, and checks that only the way differs, not the outcome.
 *
 * Equal seeds repeat exactly. `rules` replaces the engine's, to prove that a bug
 * planted there would be found.
 */
export function simulateMission(options: {
  readonly seed: number;
  readonly rules?: MissionRules;
}): SimulationResult {
  const rules = options.rules ?? rulesInUse;
  const script = createScript(options.seed);
  const peaceful = run(script, rules, false);
  if (peaceful.violation !== null) return peaceful;
  const troubled = run(script, rules, true);
  if (troubled.violation !== null) return troubled;
  const expected = JSON.stringify(peaceful.outcomes);
  const actual = JSON.stringify(troubled.outcomes);
  if (expected === actual) return troubled;
  return { ...troubled, violation: `trouble changed the outcome from ${expected} to ${actual}` };
}

function run(script: Script, rules: MissionRules, hasFaults: boolean): SimulationResult {
  const random = createRandom(script.seed ^ 0x5bd1e995);
  const simulation: Simulation = {
    world: createWorld(script, random, hasFaults),
    hub: createHub(rules, script.settings),
    runners: Array.from({ length: script.runners }, (_, index) => createRunner(`runner-${index}`)),
    stopsLeft: hasFaults ? random.integer(0, 2) : 0,
    strangersLeft: hasFaults ? random.integer(0, 1) : 0,
  };
  let turns = 0;
  let violation: string | null = null;
  try {
    for (; !simulation.hub.state.isFinished; turns += 1) {
      if (turns >= turnsMax) violate('the mission does not end');
      const before = simulation.hub.state;
      turn(simulation);
      checkHands(simulation.world, simulation.hub.state);
      checkSharing(simulation.world);
      if (simulation.hub.state !== before) checkTasks(simulation.world, simulation.hub.state);
    }
    checkAtEnd(simulation.world, simulation.hub.state);
    checkLocks(simulation.world);
    checkSkips(simulation.world, simulation.hub.state);
  } catch (error) {
    if (!(error instanceof BrokenInvariant)) throw error;
    violation = `turn ${turns}${hasFaults ? '' : ' in peace'}: ${error.message}`;
  }
  const { facts, crashes } = simulation.hub;
  const result = { seed: script.seed, violation, turns, facts: facts.length, crashes };
  return { ...result, outcomes: outcomesOf(simulation.hub) };
}

function turn(simulation: Simulation): void {
  const { world, hub, runners } = simulation;
  const { random } = world;
  userTurn(simulation);
  if (!world.hasFaults) {
    world.now += 500;
    hubTurn(world, hub);
    for (const runner of runners) runnerTurn(world, runner);
    return;
  }
  world.now += random.chance(0.01) ? random.integer(0, 25_000) : random.integer(0, 600);
  const isHubUp = world.now >= hub.downUntil;
  const fate = random.next();
  if (fate < 0.003) crashHub(world, hub);
  else if (fate < 0.013) crashRunner(world, random.pick(runners));
  else if (fate < 0.5) hubTurn(world, hub);
  else if (isHubUp) runnerTurn(world, random.pick(runners));
}

/** People stop and resume; a stranger may push to a branch. */
function userTurn(simulation: Simulation): void {
  const { world, hub } = simulation;
  const { state } = hub;
  const { random, now: at } = world;
  if (state.control === 'stopped' && (!world.hasFaults || random.chance(0.1))) {
    store(hub, { type: 'resume_requested', at, stop: state.stops });
  } else if (simulation.stopsLeft > 0 && random.chance(0.005)) {
    simulation.stopsLeft -= 1;
    const stop = state.stops + 1;
    store(hub, { type: 'stop_requested', at, stop, reason: 'simulated stop' });
  } else if (simulation.strangersLeft > 0 && random.chance(0.005)) {
    simulation.strangersLeft -= 1;
    pushByStranger(world, hub);
  }
}

function pushByStranger(world: World, hub: SimulatedHub): void {
  const phase = hub.state.phases.find(({ stage }) => stage === 'bulk' || stage === 'polish');
  if (!phase) return;
  const head = headOf(world.vault, phase.branch);
  const id = commit(world.vault, 'stranger', [head]);
  world.vault.branches.set(phase.branch, id);
}

function outcomesOf(hub: SimulatedHub): Record<string, string> {
  const { state } = hub;
  const outcomes: Record<string, string> = {
    mission: state.failureReason === null ? 'ok' : 'failed',
  };
  for (const task of state.tasks) {
    outcomes[task.key] = task.position.at === 'settled' ? task.position.status : task.position.at;
  }
  return outcomes;
}
