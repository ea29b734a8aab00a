import { operations } from '@mosaic/contract';
import { type Post, runPeer } from '../actors/peer.ts';
import { orderCheck, settledOnceCheck } from '../checks/messages.ts';
import type { SimulatedClient } from '../simulated-client.ts';
import { violate } from '../violation.ts';
import { createActs, type Scene, type Stage } from './scene.ts';

/** Peers that write to each other, and somebody who sends dead letters on their way again. */
export function messagesScene({ world, client }: Stage): Scene {
  const names = Array.from(
    { length: world.script.workload.peers },
    (_, index) => `peer-${index + 1}`,
  );
  const post: Post = {
    peers: names,
    sent: new Map(),
    applied: new Map(),
    revived: new Set(),
    ready: 0,
  };
  const acts = createActs(world);
  world.watches.push(orderCheck(post.revived), settledOnceCheck());
  for (const name of names) acts.start(runPeer(world, client(name), { post, messages: 5 }));
  if (names.length > 0) revive(client('postmaster'), post).catch(world.fail);
  return {
    isDone: () => acts.isDone() && missing(post) === null,
    async atEnd() {
      const known = [...post.applied.keys()].filter((id) => !post.sent.has(id));
      if (known.length > 0)
        violate(`${known[0]} was delivered, and its sending never acknowledged`);
    },
  };
}

/** A message that somebody has still to get; null when there is none. */
function missing({ sent, applied }: Post): string | null {
  for (const [id, { readers, isForOne }] of sent) {
    const got = applied.get(id) ?? new Set();
    if (isForOne ? got.size === 0 : !readers.every((name) => got.has(name))) return id;
  }
  return null;
}

async function revive(client: SimulatedClient, post: Post): Promise<void> {
  for (;;) {
    await client.sleep(2_000);
    const dead = await client.call(operations.listDeadLetters, {}, { triesMax: 1 });
    const ids = dead.ok ? dead.output.items.map(({ deliveryId }) => deliveryId) : [];
    for (const id of ids) post.revived.add(id);
    if (ids.length > 0) await client.call(operations.redriveMessages, { deliveryIds: ids });
  }
}
