import type { Node } from '@mosaic/contract';
import type { Logger } from 'pino';
import { type Clock, toInstant } from '../pipeline/clock.ts';
import type { Hub } from '../pipeline/create-backbone.ts';
import { openGate, type StoreGate } from '../pipeline/store-gate.ts';
import { type Bus, silentBus } from './bus.ts';
import type { Duties } from './duty.ts';
import { joinCluster } from './membership.ts';
import type { StoreProbe } from './postgres-probe.ts';
import { createSoleDuties } from './sole-duties.ts';
import { watchStore } from './store-watch.ts';

/** How this hub works together with others on the same store. */
export interface ClusterOptions {
  /** Opens the bus of this node, apart from those of other installations. */
  openBus: (nodeId: string, installation: string) => Bus;
  /** Asks the store for a sign of life; null where it cannot get out of reach. */
  probe: StoreProbe | null;
}

export interface NodeSetup {
  name: string;
  version: string;
  startedAtMs: number;
  url: () => string | null;
  clock: Clock;
  logger: Logger;
  /** Absent where this is the only node. */
  cluster: ClusterOptions | undefined;
}

/** This hub as a node: what the pipeline needs of it, and its duties once there is a hub. */
export interface ClusterNode {
  readonly storeGate: StoreGate;
  /** This node as `node.list` shows it. */
  self(): Node;
  /** Opens the bus and begins to watch the store, once it has told which installation this is. */
  connect(installation: string): Bus;
  /** Begins to beat, if there are others; call it once. */
  start(hub: Hub): Duties;
  close(): Promise<void>;
}

/** Opens bus and watch of this node; alone it needs neither. */
export function openCluster(setup: NodeSetup): ClusterNode {
  const { clock, logger, cluster } = setup;
  const id = clock.newId('node');
  let bus = silentBus;
  let duties: Duties | null = null;
  let hub: Hub | null = null;
  const probe = cluster?.probe ?? null;
  const watch =
    probe === null
      ? null
      : watchStore({
          clock,
          probe: () => probe.ask(),
          onChange(isReachable, reason) {
            if (isReachable) logger.info('the store can be reached again');
            else logger.error({ reason }, 'the store is out of reach: this node answers nothing');
            if (isReachable) hub?.hints.wakeAll();
          },
        });
  return {
    storeGate: watch ?? openGate,
    self: () => ({
      id,
      name: setup.name,
      url: setup.url(),
      version: setup.version,
      startedAt: toInstant(setup.startedAtMs),
      lastSeenAt: toInstant(clock.now()),
      isAlive: true,
      duties: duties?.held() ?? [],
      bus: bus.lines(),
    }),
    connect(installation) {
      bus = cluster?.openBus(id, installation) ?? silentBus;
      watch?.begin();
      return bus;
    },
    start(opened) {
      hub = opened;
      if (cluster === undefined) {
        duties = createSoleDuties();
        return duties;
      }
      const { name, version, startedAtMs, url } = setup;
      const node = { id, name, version, startedAtMs, url, bus: () => bus.lines() };
      duties = joinCluster({
        hub,
        clock,
        logger,
        node,
        onPeers: (isDeaf) => bus.setPeerDeaf(isDeaf),
      });
      return duties;
    },
    async close() {
      await watch?.close();
      await probe?.close();
      await bus.close();
    },
  };
}
