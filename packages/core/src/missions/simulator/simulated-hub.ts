import type { MissionFact } from '../rules/fact.ts';
import type { MissionIntent } from '../rules/intent.ts';
import type { MissionSettings } from '../rules/settings.ts';
import type { MissionState } from '../rules/state.ts';
import { violate } from './invariants.ts';
import { execute } from './simulated-effects.ts';
import type { World } from './world.ts';

/** The decisions under test; planted bugs replace one of them. */
export interface MissionRules {
  initialState(settings: MissionSettings): MissionState;
  reduce(state: MissionState, fact: MissionFact): MissionState;
  outstanding(state: MissionState): readonly MissionIntent[];
}

/** The hub: `facts` are durable, everything else is memory. */
export interface SimulatedHub {
  readonly rules: MissionRules;
  readonly facts: MissionFact[];
  state: MissionState;
  /** Events of the tasks module that were read. */
  cursor: number;
  carriedOut: Set<string>;
  inFlight: MissionIntent | null;
  downUntil: number;
  crashes: number;
}

export function createHub(rules: MissionRules, settings: MissionSettings): SimulatedHub {
  return {
    rules,
    facts: [],
    state: rules.initialState(settings),
    cursor: 0,
    carriedOut: new Set(),
    inFlight: null,
    downUntil: 0,
    crashes: 0,
  };
}

/** One turn of the hub: store an event, pick an intent, or carry the picked one out. */
export function hubTurn(world: World, hub: SimulatedHub): void {
  if (world.now < hub.downUntil) return;
  if (hub.inFlight) carryOut(world, hub, hub.inFlight);
  else pickNext(world, hub);
}

function pickNext(world: World, hub: SimulatedHub): void {
  const intents = hub.rules.outstanding(hub.state);
  const isForgetful = world.hasFaults && world.random.chance(0.1);
  const due = isForgetful ? intents : intents.filter(({ key }) => !hub.carriedOut.has(key));
  const event = world.tasks.events[hub.cursor];
  if (event && (due.length === 0 || world.random.chance(0.5))) {
    hub.cursor += 1;
    store(hub, event);
  } else if (due.length > 0) {
    hub.inFlight = world.random.pick(due);
  }
}

/** Stores a fact and takes it in; the second time it must change nothing. */
export function store(hub: SimulatedHub, fact: MissionFact): void {
  hub.facts.push(fact);
  hub.state = hub.rules.reduce(hub.state, fact);
  if (hub.rules.reduce(hub.state, fact) !== hub.state) {
    violate(`${fact.type} changed the state a second time`);
  }
}

/**
 * The hub dies and comes back: memory is gone, the state is folded from stored facts.
 *
 * How far it had read is stored apart from the facts, so some events are read again.
 */
export function crashHub(world: World, hub: SimulatedHub): void {
  const before = JSON.stringify(hub.state);
  hub.state = hub.facts.reduce(
    (state, fact) => hub.rules.reduce(state, fact),
    hub.rules.initialState(world.script.settings),
  );
  if (JSON.stringify(hub.state) !== before) violate('the facts fold to another state');
  hub.state = JSON.parse(before) as MissionState;
  hub.cursor = Math.max(0, hub.cursor - world.random.integer(0, 3));
  hub.carriedOut = new Set();
  hub.inFlight = null;
  hub.downUntil = world.now + world.random.integer(0, 10_000);
  hub.crashes += 1;
}

function carryOut(world: World, hub: SimulatedHub, intent: MissionIntent): void {
  const fact = execute(world, hub.state, intent);
  // The worst moment: the effect took place and nobody wrote it down.
  if (world.hasFaults && world.random.chance(0.04)) {
    crashHub(world, hub);
    return;
  }
  hub.inFlight = null;
  const isToRepeat = intent.type === 'look_out' || intent.type === 'take_locks';
  if (fact || !isToRepeat) hub.carriedOut.add(intent.key);
  if (fact) store(hub, fact);
}
