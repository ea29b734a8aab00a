import type { Connection } from './network.ts';
import type { Random } from './random.ts';
import { nothing } from './scheduler.ts';
import type { SimulatedNode } from './simulated-node.ts';
import type { World } from './world.ts';

interface Ends {
  readonly client: string;
  readonly random: Random;
  readonly node: SimulatedNode;
  readonly isCut: (node: SimulatedNode) => boolean;
}

/** How long a client listens to silence before it takes a connection for dead, in milliseconds. */
const silenceMsMax = 3_000;

/**
 * Carries items from a node to a client as TCP does: in order and whole, until the connection
 * breaks. Neither end is told reliably that it broke.
 */
export function runConnection(world: World, ends: Ends, connection: Connection): void {
  const { scheduler } = world;
  const { client, random, node, isCut } = ends;
  const gone = new AbortController();
  let isOver = false;
  let lastAt = 0;
  let heardAt = scheduler.now();
  const end = () => {
    if (isOver) return;
    isOver = true;
    node.process.post(random.between(1, 50), `${client} hung up`, () => gone.abort());
    connection.ended();
  };
  const watchSilence = () => {
    const restMs = heardAt + silenceMsMax - scheduler.now();
    scheduler.after(Math.max(1, restMs), `${client} listens to silence`, () => {
      if (isOver) return nothing;
      if (scheduler.now() - heardAt >= silenceMsMax) return end();
      watchSilence();
      return nothing;
    });
  };
  const toClient = (label: string, work: () => void) => {
    const at = Math.max(lastAt, scheduler.now() + random.between(0.2, 10));
    lastAt = at;
    scheduler.after(at - scheduler.now(), `${client} hears ${node.name}: ${label}`, () => {
      if (isOver || isCut(node)) return nothing;
      heardAt = scheduler.now();
      return work();
    });
  };
  const pump = async () => {
    try {
      for await (const item of await connection.open(gone.signal)) {
        // A cut in the middle breaks the connection for good: nothing is sent past a hole.
        if (gone.signal.aborted || isCut(node)) break;
        toClient(connection.label, () => connection.heard(item as never));
      }
    } finally {
      toClient('end', end);
    }
  };
  watchSilence();
  if (isCut(node)) return;
  node.process.post(random.between(0.2, 10), `hears ${client}: ${connection.label}`, () => {
    pump().catch(() => undefined);
  });
}
