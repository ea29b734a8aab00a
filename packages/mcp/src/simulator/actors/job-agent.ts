import { type Assignment, operations } from '@mosaic/contract';
import type { SimulatedClient } from '../simulated-client.ts';
import type { World } from '../world.ts';

type Fate = 'does it' | 'sleeps' | 'fails' | 'gives it back' | 'forgets it';

/** What an agent is able to do; every job of the scene asks for some of it. */
export const abilities = ['lang:go', 'lang:rust'];

/** Takes jobs for ever, several at a time. */
export async function runJobAgent(
  world: World,
  client: SimulatedClient,
  isAbleToAll: boolean,
): Promise<void> {
  const { random } = client;
  for (;;) {
    const registered = await client.call(operations.registerAgent, {
      name: client.name,
      type: 'worker',
      capabilities: abilities.filter((_, index) => isAbleToAll || index === 0),
      tasksMax: random.integer(1, 6),
    });
    if (!registered.ok) continue;
    const { id: agentId, sessionId } = registered.output;
    for (let isAlive = true; isAlive; ) {
      const waitMs = random.chance(0.5) ? random.integer(0, 2_000) : 0;
      const claimed = await client.call(
        operations.claimTask,
        { agentId, sessionId, count: random.integer(1, 5), waitMs },
        { timeoutMs: waitMs + 3_000, triesMax: random.integer(1, 3) },
      );
      if (!claimed.ok && claimed.code === 'lease_lost') break;
      const assignments = claimed.ok ? claimed.output.assignments : [];
      for (const assignment of assignments) await work(world, client, assignment);
      isAlive = world.isCalm || random.chance(0.97);
      if (assignments.length > 0) continue;
      await client.sleep(random.between(50, 800));
      await client.call(
        operations.heartbeatAgent,
        { agentId, sessionId, holding: [] },
        { triesMax: 2, hasKey: false },
      );
    }
    await client.sleep(random.between(100, 3_000));
  }
}

async function work(
  world: World,
  client: SimulatedClient,
  { task, lease }: Assignment,
): Promise<void> {
  const { random } = client;
  const held = { taskId: task.id, fencingToken: lease.fencingToken };
  const fates: readonly Fate[] = [
    'does it',
    'does it',
    'does it',
    'fails',
    'gives it back',
    'sleeps',
    'forgets it',
  ];
  const fate = world.isCalm ? 'does it' : random.pick(fates);
  world.story.tell(() => `${client.name} has ${task.id} #${lease.fencingToken} and ${fate}`);
  if (fate === 'forgets it') return;
  await client.sleep(fate === 'sleeps' ? random.between(1_000, 9_000) : random.between(5, 700));
  if (fate !== 'sleeps' && random.chance(0.3)) {
    await client.call(operations.heartbeatTask, held, { triesMax: 2, hasKey: false });
  }
  if (fate === 'does it' || fate === 'sleeps') {
    await client.call(operations.completeTasks, {
      tasks: [{ ...held, result: { by: client.name } }],
    });
  } else if (fate === 'fails') {
    await client.call(operations.failTasks, { tasks: [{ ...held, error: 'It went wrong.' }] });
  } else {
    await client.call(operations.releaseTask, { ...held, reason: 'shuts down' });
  }
}
