import type { Random } from './random.ts';
import { runConnection } from './run-connection.ts';
import { nothing } from './scheduler.ts';
import type { SimulatedNode } from './simulated-node.ts';
import type { World } from './world.ts';

/** One client's way to the nodes and back. Messages may be lost, doubled and late. */
export interface Network {
  /** Brings a request to a node; `work` happens there each time it arrives. */
  toNode(node: SimulatedNode, label: string, work: () => unknown): void;
  /** Opens a connection on which a node sends items in order until it is cut off; `ended` follows at most once. */
  connect(node: SimulatedNode, connection: Connection): void;
  /** Brings an answer from a node; `work` happens at the client each time it arrives. */
  toClient(node: SimulatedNode, label: string, work: () => unknown): void;
}

export function createNetwork(world: World, client: string, random: Random): Network {
  const { scheduler, script, trouble } = world;
  const isCut = (node: SimulatedNode) => trouble.noClients.has(node.name);
  const deliver = (send: (delayMs: number) => void) => {
    const { loss, double, late } = world.isCalm ? noFaults : script.messages;
    if (random.chance(loss)) return;
    const copies = random.chance(double) ? 2 : 1;
    for (let copy = 0; copy < copies; copy += 1) {
      send(random.chance(late) ? random.between(100, 6_000) : random.between(0.2, 8));
    }
  };
  return {
    toNode(node, label, work) {
      if (isCut(node)) return;
      deliver((delayMs) => {
        // A node that was started anew has another address for what was sent before.
        node.process.post(delayMs, `hears ${client}: ${label}`, () => {
          return isCut(node) ? nothing : work();
        });
      });
    },
    connect: (node, connection) =>
      runConnection(world, { client, random, node, isCut }, connection),
    toClient(node, label, work) {
      if (isCut(node)) return;
      deliver((delayMs) => {
        scheduler.after(delayMs, `${client} hears ${node.name}: ${label}`, () => {
          return isCut(node) ? nothing : work();
        });
      });
    },
  };
}

/** Both ends of a connection that a node sends items on. */
export interface Connection {
  readonly label: string;
  /** At the node: yields what it sends, until the signal says that nobody listens any more. */
  readonly open: (signal: AbortSignal) => Promise<AsyncIterable<unknown>>;
  /** At the client. */
  readonly heard: (item: never) => void;
  readonly ended: () => void;
}

const noFaults = { loss: 0, double: 0, late: 0 };
