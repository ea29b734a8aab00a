import { type Assignment, limits, operations } from '@mosaic/contract';
import type { SimulatedClient } from '../simulated-client.ts';
import type { World } from '../world.ts';

/** What becomes of one run at the runner's end. */
type Fate = 'does it' | 'fails' | 'gives it back' | 'dies' | 'sleeps through its lease';

const fates: readonly Fate[] = [
  'does it',
  'does it',
  'does it',
  'does it',
  'does it',
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
    const agentId = registered.output.id;
    // Another life begins where a runner died: nothing is remembered.
    for (let isAlive = true; isAlive; ) {
      const waitMs = random.chance(0.5) ? random.integer(0, 2_000) : 0;
      const claimed = await client.call(
        operations.claimTask,
        { agentId, runtimes: ['fixer'], waitMs },
        { timeoutMs: waitMs + 3_000, triesMax: random.integer(1, 4) },
      );
      const assignment = claimed.ok ? claimed.output.assignment : null;
      if (assignment === null) await client.sleep(random.between(50, 800));
      else isAlive = await work(world, client, assignment);
    }
    await client.sleep(random.between(100, 3_000));
  }
}

/** One run; false when the runner died of it. */
async function work(
  world: World,
  client: SimulatedClient,
  assignment: Assignment,
): Promise<boolean> {
  const { random } = client;
  const { taskId, runId, fencingToken } = { ...assignment.lease, taskId: assignment.task.id };
  const fate = world.isCalm ? 'does it' : random.pick(fates);
  world.story.tell(() => `${client.name} has ${runId} of ${taskId} and ${fate}`);
  if (fate === 'dies') return false;
  if (fate === 'sleeps through its lease')
    await client.sleep(limits.leaseMs + random.between(-500, 4_000));
  for (let beats = random.integer(0, 3); beats > 0; beats -= 1) {
    await client.sleep(random.between(50, 1_500));
    const beat = await client.call(
      operations.heartbeatTask,
      { taskId, fencingToken },
      { triesMax: 3, hasKey: false },
    );
    if (!beat.ok && beat.code === 'lease_lost') return true;
    if (random.chance(0.4)) {
      await client.call(
        operations.reportRun,
        { runId, fencingToken, usedTokens: 10, contextPercent: 3, note: 'going on' },
        { triesMax: 3 },
      );
    }
  }
  if (fate === 'gives it back') {
    await client.call(operations.releaseTask, { taskId, fencingToken, reason: 'shuts down' });
    return true;
  }
  const rest = { usedTokens: 100, notes: '', sandboxed: true };
  const result =
    fate === 'fails'
      ? {
          status: 'failed' as const,
          failure: { code: 'gate_failed' as const, message: 'red' },
          ...rest,
        }
      : { status: 'succeeded' as const, commit: 'b'.repeat(40), ...rest };
  await client.call(operations.finishRun, { runId, fencingToken, result });
  return true;
}
