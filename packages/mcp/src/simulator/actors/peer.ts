import { type Delivery, type MessageAddress, operations } from '@mosaic/contract';
import type { SimulatedClient } from '../simulated-client.ts';
import { violate } from '../violation.ts';
import type { World } from '../world.ts';

/** What all peers together know of who sent what to whom. */
export interface Post {
  readonly peers: readonly string[];
  /** Messages that were acknowledged to their senders, with everybody who must get them. */
  readonly sent: Map<string, { readonly readers: readonly string[]; readonly isForOne: boolean }>;
  /** Who has applied which message. */
  readonly applied: Map<string, Set<string>>;
  /** Dead letters that were sent on their way again: they may come after later ones. */
  readonly revived: Set<string>;
  ready: number;
}

/** Sends its share of messages and then is done; goes on receiving for ever. */
export async function runPeer(
  world: World,
  client: SimulatedClient,
  { post, messages }: { post: Post; messages: number },
): Promise<void> {
  const registered = await client.call(operations.registerAgent, {
    name: client.name,
    type: 'worker',
    capabilities: ['talk'],
  });
  if (!registered.ok) return violate(`${client.name} could not register: ${registered.code}`);
  await client.call(operations.subscribeTopic, { agent: client.name, pattern: 'news.*' });
  post.ready += 1;
  receive(world, client, { post, agentId: registered.output.id }).catch(world.fail);
  // Who subscribes later need not get what was sent before.
  while (post.ready < post.peers.length) await client.sleep(100);
  for (let count = 1; count <= messages; count += 1) {
    await send(client, post, count);
    await client.sleep(client.random.between(10, 900));
  }
}

async function send(client: SimulatedClient, post: Post, count: number): Promise<void> {
  const others = post.peers.filter((name) => name !== client.name);
  const one = client.random.pick(others);
  const choices: readonly { to: MessageAddress; readers: readonly string[] }[] = [
    { to: { agent: one }, readers: [one] },
    { to: { agent: one }, readers: [one] },
    { to: { topic: 'news.today' }, readers: others },
    { to: { all: true, capability: 'talk' }, readers: others },
    { to: { capability: 'talk', mustBeOnline: false }, readers: [] },
  ];
  const { to, readers } = client.random.pick(choices);
  const answer = await client.call(operations.sendMessage, {
    from: client.name,
    to,
    type: 'simulated',
    payload: { count, isOrdered: readers.length > 0 },
    key: `${client.name} ${count}`,
  });
  if (!answer.ok) return violate(`${client.name} could not send: ${answer.code} ${answer.message}`);
  const { message, skipped } = answer.output;
  if (skipped > 0) violate(`${skipped} inboxes were full`);
  post.sent.set(message.id, { readers, isForOne: readers.length === 0 });
}

interface Receiving {
  readonly post: Post;
  readonly agentId: string;
}

async function receive(world: World, client: SimulatedClient, self: Receiving): Promise<void> {
  const { random } = client;
  // Kept through any number of deaths, as a careful receiver does.
  const applied = new Set<string>();
  for (;;) {
    const waitMs = random.chance(0.5) ? random.integer(100, 2_000) : 0;
    const answer = await client.call(
      operations.receiveMessages,
      {
        agent: client.name,
        limit: random.integer(1, 4),
        leaseMs: random.integer(1_000, 4_000),
        waitMs,
      },
      { timeoutMs: waitMs + 3_000, triesMax: 2 },
    );
    const deliveries = answer.ok ? answer.output.deliveries : [];
    for (const delivery of deliveries) {
      // A receiver that dies has applied some and acknowledged nothing more.
      if (!world.isCalm && random.chance(0.08)) break;
      apply(client, self.post, applied, delivery);
      if (!(await settle(world, client, delivery))) break;
    }
    if (deliveries.length > 0) continue;
    const alive = { agentId: self.agentId };
    await client.call(operations.heartbeatAgent, alive, { triesMax: 1, hasKey: false });
    await client.sleep(random.between(50, 600));
  }
}

/** Applies a message unless this very delivery was applied before. */
function apply(
  client: SimulatedClient,
  post: Post,
  applied: Set<string>,
  delivery: Delivery,
): void {
  const { deliveryId, message } = delivery;
  if (applied.has(deliveryId)) return;
  const readers = post.applied.get(message.id) ?? new Set();
  if (readers.has(client.name)) violate(`${client.name} got ${message.id} in two deliveries`);
  post.applied.set(message.id, readers.add(client.name));
  applied.add(deliveryId);
}

/** Acknowledges or refuses; false when what follows must wait behind it. */
async function settle(world: World, client: SimulatedClient, delivery: Delivery): Promise<boolean> {
  const { deliveryId, attempt } = delivery;
  const agent = client.name;
  if (!world.isCalm && client.random.chance(0.08)) {
    const deliveries = [{ deliveryId, attempt }];
    const delayMs = client.random.integer(0, 500);
    await client.call(operations.refuseMessages, { agent, deliveries, delayMs }, { triesMax: 2 });
    return false;
  }
  const done = { agent, deliveryIds: [deliveryId] };
  await client.call(operations.acknowledgeMessages, done, { triesMax: 3 });
  return true;
}
