import { formatId, type Hold, operations } from '@mosaic/contract';
import type { SimulatedClient } from '../simulated-client.ts';
import { violate } from '../violation.ts';
import type { World } from '../world.ts';

/** Locks of the scene with their units in all. */
export const sceneLocks = new Map([
  ['door', 1],
  ['window', 1],
  ['bench', 2],
]);
const lockIds = [...sceneLocks.keys()];

/** Takes locks and gives them back, as many times as it was told; waits, oversleeps and dies at times. */
export async function runVisitor(
  world: World,
  client: SimulatedClient,
  visits: number,
): Promise<void> {
  const { random } = client;
  for (let visit = 1; visit <= visits; visit += 1) {
    const owner = `${client.name}-${visit}`;
    const first = random.pick(lockIds);
    const second = random.pick(lockIds);
    const isTogether = random.chance(0.3);
    const wanted = isTogether ? [...new Set([first, second])] : [first];
    const hold = await acquire(client, owner, wanted);
    if (hold) {
      const fate = world.isCalm
        ? 'leaves'
        : random.pick(['leaves', 'leaves', 'takes another', 'dies']);
      world.story.tell(() => `${owner} holds ${wanted.join(' and ')} and ${fate}`);
      if (fate !== 'dies') await stay(client, hold);
      if (fate === 'takes another' && !wanted.includes(second)) {
        const other = await acquire(client, owner, [second]);
        if (other) await giveBack(client, other);
      }
      if (fate !== 'dies') await giveBack(client, hold);
    }
    await client.sleep(random.between(10, 800));
  }
}

/** Waits until it has its turn; null when waiting would close a circle, or the place was lost. */
async function acquire(
  client: SimulatedClient,
  owner: string,
  wanted: readonly string[],
): Promise<Hold | null> {
  const { random } = client;
  const ticket = formatId(
    'hold',
    1,
    Uint8Array.from({ length: 10 }, () => random.integer(0, 255)),
  );
  for (;;) {
    const waitMs = random.integer(0, 2_000);
    const answer = await client.call(
      operations.acquireLock,
      {
        owner,
        locks: wanted.map((lockId) => ({ lockId, capacity: sceneLocks.get(lockId) ?? 1 })),
        ttlMs: random.integer(1_500, 6_000),
        waitMs,
        ticket,
      },
      { timeoutMs: waitMs + 3_000 },
    );
    if (answer.ok && answer.output.hold) return answer.output.hold;
    if (!answer.ok && !['conflict', 'lease_lost'].includes(answer.code)) {
      return violate(`${owner} could not wait for ${wanted.join(' and ')}: ${answer.code}`);
    }
    if (!answer.ok) return null;
    await client.sleep(random.between(10, 300));
  }
}

async function stay(client: SimulatedClient, hold: Hold): Promise<void> {
  const { random } = client;
  for (let times = random.integer(0, 2); times > 0; times -= 1) {
    await client.sleep(random.between(50, hold.ttlMs * 1.2));
    const kept = await client.call(operations.renewLock, { holdId: hold.id }, { triesMax: 3 });
    if (!kept.ok && kept.code === 'lease_lost') return;
  }
}

async function giveBack(client: SimulatedClient, hold: Hold): Promise<void> {
  const given = await client.call(operations.releaseLock, { holdId: hold.id });
  if (!given.ok && given.code !== 'lease_lost') {
    violate(`${hold.owner} could not give ${hold.id} back: ${given.code}`);
  }
}
