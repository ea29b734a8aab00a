import { pino } from 'pino';
import { openCluster } from '../cluster/open-cluster.ts';
import { runModuleDuties, sweepsDuty } from '../cluster/run-module-duties.ts';
import { hubLimits } from '../limits.ts';
import { createAdmission } from '../pipeline/admission/admission.ts';
import { createBackbone, type Hub } from '../pipeline/create-backbone.ts';
import { silentMetrics } from '../pipeline/metrics.ts';
import { createRateLimiter } from '../pipeline/rate-limiter.ts';
import { hubModules } from './hub-modules.ts';
import { authenticateByName } from './principals.ts';
import { recordCommands } from './record-commands.ts';
import { openSimulatedBus } from './simulated-bus.ts';
import { createClock, createDrifting } from './simulated-clock.ts';
import { type Link, openLink } from './simulated-link.ts';
import { createProcess, type SimulatedProcess } from './simulated-process.ts';
import { ConnectionError } from './simulated-session.ts';
import { createSimulatedStore, type SimulatedStore } from './simulated-store.ts';
import { BrokenPromise } from './violation.ts';
import type { World } from './world.ts';

/** A hub: the real pipeline, modules and duties, on a simulated process. */
export interface SimulatedNode {
  readonly name: string;
  readonly process: SimulatedProcess;
  /** The pipeline of this life; null while the node is down. */
  hub(): Hub | null;
  /** What the node's clock shows. */
  time(): number;
  start(): void;
  crash(): void;
  jumpClock(byMs: number): void;
  correctClock(): void;
  /** The store ends the node's connection. */
  killConnection(): void;
}

const silent = pino({ level: 'silent' });

export function createNode(world: World, index: number): SimulatedNode {
  const { script, scheduler } = world;
  const name = `node-${index + 1}`;
  const process = createProcess(name, scheduler);
  const drifting = createDrifting(
    scheduler.now,
    script.skewMs[index] ?? 0,
    script.drift[index] ?? 0,
  );
  let alive: Life | null = null;
  const node: SimulatedNode = {
    name,
    process,
    hub: () => alive?.hub ?? null,
    time: drifting.read,
    start() {
      process.start();
      alive = openLife(world, node, drifting.duration);
    },
    crash() {
      const dead = alive;
      alive = null;
      if (world.planted.isForgetful) world.database.forgetLatest();
      process.kill();
      dead?.store.link().die();
    },
    jumpClock: drifting.jump,
    correctClock: drifting.correct,
    killConnection: () => alive?.store.link().cut(),
  };
  return node;
}

interface Life {
  readonly hub: Hub;
  readonly store: SimulatedStore;
}

/** What `openHub` does at a start, over what this world has in place of disk, network and time. */
function openLife(world: World, node: SimulatedNode, duration: (ms: number) => number): Life {
  const { process } = node;
  const life = `${node.name}.${process.life()}`;
  const random = world.random(life);
  const clock = createClock({ read: node.time }, random, (ms, work) =>
    process.post(duration(ms), 'timer', work),
  );
  const store = openStore(world, node);
  const startedAtMs = clock.now();
  const isAlone = world.script.dialect === 'sqlite';
  const cluster = openCluster({
    name: node.name,
    version: '0.0.0-simulated',
    startedAtMs,
    url: () => null,
    clock,
    logger: silent,
    cluster: isAlone
      ? undefined
      : {
          openBus: () => openSimulatedBus(world, process, random),
          probe: { ask: () => probe(world, node), close: async () => undefined },
        },
  });
  const modules = hubModules({
    startedAtMs,
    self: cluster.self,
    isStoreReachable: () => cluster.storeGate.isReachable,
  });
  const planted = world.planted.modules?.(modules, random) ?? modules;
  const hub = createBackbone({
    store,
    modules: recordCommands(node.name, planted, store.link),
    clock,
    metrics: silentMetrics,
    bus: cluster.connect('simulated'),
    storeGate: cluster.storeGate,
    rateLimiter: createRateLimiter({
      ratePerSecond: hubLimits.callsPerSecond,
      burst: hubLimits.callsBurst,
      now: clock.now,
    }),
    admission: createAdmission({
      now: world.scheduler.now,
      random: random.next,
      nextTurn: (work) => void process.post(0, 'next turn', work),
      after: clock.after,
    }),
    authenticate: authenticateByName,
    reportBug: (error, operation) => {
      const what = error instanceof Error ? error.stack : String(error);
      world.fail(new BrokenPromise(`${operation} failed unexpectedly on ${node.name}: ${what}`));
      return 'simulated';
    },
  });
  const duties = cluster.start(hub);
  duties.add(sweepsDuty, runModuleDuties({ hub, modules, clock, logger: silent }));
  return { hub, store };
}

function openStore(world: World, node: SimulatedNode): SimulatedStore {
  const { script, scheduler, trouble } = world;
  const { process } = node;
  const random = world.random(`${node.name}.${process.life()} store`);
  const isCut = () => trouble.noStore.has(node.name);
  const travelMs = () => (script.statementMs === 0 ? 0 : random.between(0.05, script.statementMs));
  let connections = 0;
  const connect = (): Link => {
    connections += 1;
    return openLink({
      name: `${node.name}.${process.life()}/${connections}`,
      scheduler,
      database: world.database,
      isServer: script.dialect === 'postgres',
      commitMs: () => trouble.slowCommitMs ?? random.between(0.05, script.commitMs),
      onCommit: (commands) => world.commit(commands),
      post: process.post,
      isCut,
      travelMs,
      freeze: process.freeze,
    });
  };
  const travel = async (): Promise<void> => {
    if (isCut())
      await never(process, () => new ConnectionError('ECONNRESET', 'no answer to a read'));
    const ms = travelMs();
    if (ms > 0) await new Promise<void>((resolve) => process.post(ms, 'read', resolve));
  };
  const nextTurn = (work: () => void) => void process.post(0, 'next turn', work);
  return createSimulatedStore({
    connect,
    database: world.database,
    planted: world.planted,
    random,
    nextTurn,
    travel,
  });
}

/** A sign of life of the store, as a node out of reach does not get it. */
function probe({ trouble }: World, node: SimulatedNode): Promise<void> {
  return new Promise((resolve) => {
    if (trouble.noStore.has(node.name)) return;
    node.process.post(0.5, 'probe', resolve);
  });
}

/** What is read through a cut network fails late. */
function never(process: SimulatedProcess, failure: () => Error): Promise<never> {
  return new Promise((_resolve, reject) => {
    process.post(4_000, 'read given up', () => reject(failure()));
  });
}
