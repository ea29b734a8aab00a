import { limits, operations, type RunAssignment } from '@mosaic/contract';
import type { SimulatedClient } from '../simulated-client.ts';
import type { World } from '../world.ts';

/** What becomes of one run at the runner's end. */
type Fate = 'does it' | 'fails' | 'gives it back' | 'dies' | 'sleeps through its lease';

const fates: readonly Fate[] = [
  ...Array.from({ length: 5 }, () => 'does it' as const),
  'fails',
  'gives it back',
  'dies',
  'sleeps through its lease',
];

/** Takes work for ever: claims, keeps the lease alive, reports and finishes, or fails to. */
export async function runRunner(world: World, client: SimulatedClient): Promise<void> {
  const { random } = client;
  for (;;) {
    const registered = await client.call(operations.registerAgent, {
      name: client.name,
      type: 'runner',
      capabilities: ['step:work', 'runtime:fixer'],
    });
    if (!registered.ok) continue;
    const { id: agentId, sessionId } = registered.output;
    // Another life begins where a runner died: nothing is remembered.
    for (let isAlive = true; isAlive; ) {
      const waitMs = random.chance(0.5) ? random.integer(0, 2_000) : 0;
      const claimed = await client.call(
        operations.claimTask,
        { agentId, sessionId: sessionId ?? undefined, runtimes: ['fixer'], waitMs },
        { timeoutMs: waitMs + 3_000, triesMax: random.integer(1, 4) },
      );
      if (!claimed.ok && claimed.code === 'lease_lost') break;
      const [assignment] = claimed.ok ? claimed.output.assignments : [];
      if (assignment?.kind === 'run') isAlive = await work(world, client, assignment);
      else isAlive = await beat(client, agentId);
    }
    await client.sleep(random.between(100, 3_000));
  }
}

/** A sign of life that says: nothing is in hand. False when this life was replaced. */
async function beat(client: SimulatedClient, agentId: string): Promise<boolean> {
  await client.sleep(client.random.between(50, 800));
  const heard = await client.call(
    operations.heartbeatAgent,
    { agentId, holding: [] },
    { triesMax: 2, hasKey: false },
  );
  return heard.ok || heard.code !== 'lease_lost';
}

/** One run; false when the runner died of it. */
async function work(
  world: World,
  client: SimulatedClient,
  { task, lease }: RunAssignment,
): Promise<boolean> {
  const { random } = client;
  const { runId, fencingToken } = lease;
  const taskId = task.id;
  const fate = world.isCalm ? 'does it' : random.pick(fates);
  world.story.tell(() => `${client.name} has ${runId} of ${taskId} and ${fate}`);
  if (fate === 'dies') return false;
  const isAsleep = fate === 'sleeps through its lease';
  if (isAsleep) await client.sleep(limits.leaseMs + random.between(-500, 4_000));
  for (let beats = isAsleep ? 0 : random.integer(0, 3); beats > 0; beats -= 1) {
    await client.sleep(random.between(50, 1_500));
    const kept = await client.call(
      operations.heartbeatTask,
      { taskId, fencingToken },
      { triesMax: 3, hasKey: false },
    );
    if (!kept.ok && kept.code === 'lease_lost') return true;
    if (random.chance(0.4)) await report(client, runId, fencingToken);
  }
  if (fate === 'gives it back') {
    await client.call(operations.releaseTask, { taskId, fencingToken, reason: 'shuts down' });
    return true;
  }
  const rest = { usedTokens: 100, notes: '', sandboxed: true };
  const failure = { code: 'gate_failed', message: 'A gate is red.' } as const;
  const result =
    fate === 'fails'
      ? ({ status: 'failed', failure, ...rest } as const)
      : ({ status: 'succeeded', commit: 'b'.repeat(40), ...rest } as const);
  await client.call(operations.finishRun, { runId, fencingToken, result });
  return true;
}

async function report(client: SimulatedClient, runId: string, fencingToken: number): Promise<void> {
  await client.call(
    operations.reportRun,
    { runId, fencingToken, usedTokens: 10, contextPercent: 3, note: 'going on' },
    { triesMax: 3 },
  );
}
