import { createRandom, type Random } from './random.ts';

/** Something that goes wrong at a moment that was fixed before the world began. */
export type Fault =
  | { readonly kind: 'crash'; readonly at: number; readonly node: number; readonly forMs: number }
  | { readonly kind: 'pause'; readonly at: number; readonly node: number; readonly forMs: number }
  | {
      readonly kind: 'cut-clients';
      readonly at: number;
      readonly node: number;
      readonly forMs: number;
    }
  | {
      readonly kind: 'cut-store';
      readonly at: number;
      readonly node: number;
      readonly forMs: number;
    }
  | { readonly kind: 'cut-bus'; readonly at: number; readonly node: number; readonly forMs: number }
  | { readonly kind: 'kill-connection'; readonly at: number; readonly node: number }
  | {
      readonly kind: 'clock-jump';
      readonly at: number;
      readonly node: number;
      readonly byMs: number;
    }
  | {
      readonly kind: 'slow-disk';
      readonly at: number;
      readonly forMs: number;
      readonly commitMs: number;
    };

/** How often single messages between clients and nodes, and hints between nodes, go astray. */
export interface MessageFaults {
  readonly loss: number;
  readonly double: number;
  readonly late: number;
}

/** What the clients of this world want from the hub. */
export interface Workload {
  readonly tasks: number;
  readonly runners: number;
  readonly watchers: number;
  /** Writers of shared state. */
  readonly clerks: number;
  /** Users of locks. */
  readonly visitors: number;
  /** Agents that write to each other. */
  readonly peers: number;
  readonly jobs: number;
  readonly jobAgents: number;
}

/** Everything about a world that is fixed before its first event. */
export interface Script {
  readonly seed: number;
  readonly dialect: 'sqlite' | 'postgres';
  readonly nodes: number;
  /** Milliseconds that each node's clock is ahead at the start. */
  readonly skewMs: readonly number[];
  /** How much faster than time each node's clock runs. */
  readonly drift: readonly number[];
  /** Longest time one statement takes over the network; 0 runs a transaction's statements at one moment. */
  readonly statementMs: number;
  /** How long a commit takes on a healthy disk. */
  readonly commitMs: number;
  readonly messages: MessageFaults;
  readonly workload: Workload;
  /** From here on nothing goes wrong any more, and everything must come to its end. */
  readonly calmAtMs: number;
  readonly faults: readonly Fault[];
}

/** The world that belongs to a seed. */
export function createScript(seed: number): Script {
  const random = createRandom(seed, 'script');
  const dialect = random.chance(0.35) ? 'sqlite' : 'postgres';
  const nodes = dialect === 'sqlite' ? 1 : random.integer(2, 3);
  const isSkewed = random.chance(0.5);
  const calmAtMs = random.integer(3_000, 10_000);
  const each = <T>(make: () => T): T[] => Array.from({ length: nodes }, make);
  const isTroubled = random.chance(0.9);
  const isNetworkBad = isTroubled && random.chance(0.6);
  return {
    seed,
    dialect,
    nodes,
    skewMs: each(() => (isSkewed ? random.integer(-20_000, 20_000) : 0)),
    drift: each(() => (isSkewed ? random.between(-0.02, 0.02) : 0)),
    statementMs: dialect === 'postgres' && random.chance(0.5) ? random.between(0.2, 3) : 0,
    commitMs: random.between(0.1, 4),
    messages: {
      loss: isNetworkBad ? random.between(0, 0.08) : 0,
      double: isNetworkBad ? random.between(0, 0.1) : 0,
      late: isNetworkBad ? random.between(0, 0.08) : 0,
    },
    workload: createWorkload(random),
    calmAtMs,
    faults: isTroubled ? createFaults(random, { dialect, nodes, calmAtMs }) : [],
  };
}

/** A world is about two or three things at once; all of them would hide each other. */
function createWorkload(random: Random): Workload {
  const has = (probability: number, min: number, max: number) =>
    random.chance(probability) ? random.integer(min, max) : 0;
  const tasks = has(0.45, 1, 4);
  const jobs = has(0.35, 2, 6);
  return {
    tasks,
    runners: tasks > 0 ? random.integer(1, 3) : 0,
    watchers: has(0.4, 1, 1),
    clerks: has(0.25, 1, 3),
    visitors: has(0.25, 2, 3),
    peers: has(0.2, 2, 3),
    jobs,
    jobAgents: jobs > 0 ? random.integer(1, 3) : 0,
  };
}

type Surroundings = Pick<Script, 'dialect' | 'nodes' | 'calmAtMs'>;

function createFaults(random: Random, surroundings: Surroundings): Fault[] {
  const count = random.integer(1, 9);
  const faults = Array.from({ length: count }, () => createFault(random, surroundings));
  return faults.sort((a, b) => a.at - b.at);
}

function createFault(random: Random, { dialect, nodes, calmAtMs }: Surroundings): Fault {
  const at = random.integer(200, calmAtMs - 1_000);
  const node = random.integer(0, nodes - 1);
  const forMs = random.chance(0.2) ? random.integer(4_000, 18_000) : random.integer(50, 4_000);
  const kinds: readonly Fault['kind'][] =
    dialect === 'sqlite'
      ? ['crash', 'crash', 'pause', 'cut-clients', 'clock-jump', 'slow-disk']
      : [
          'crash',
          'pause',
          'pause',
          'cut-clients',
          'cut-store',
          'cut-bus',
          'kill-connection',
          'clock-jump',
          'slow-disk',
        ];
  const kind = random.pick(kinds);
  if (kind === 'slow-disk') return { kind, at, forMs, commitMs: random.between(20, 900) };
  if (kind === 'clock-jump') return { kind, at, node, byMs: random.integer(-30_000, 30_000) };
  if (kind === 'kill-connection') return { kind, at, node };
  return { kind, at, node, forMs };
}
