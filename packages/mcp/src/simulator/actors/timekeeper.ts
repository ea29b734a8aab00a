import { operations } from '@mosaic/contract';
import type { SimulatedClient } from '../simulated-client.ts';
import { violate } from '../violation.ts';
import type { World } from '../world.ts';

/** Milliseconds between two occurrences. */
export const everyMs = 2_000;

/** Has a job submitted again and again until everything is calm. */
export async function runTimekeeper(world: World, client: SimulatedClient): Promise<void> {
  const added = await client.call(operations.addSchedule, {
    name: client.name,
    timing: { kind: 'every', everyMs },
    catchUp: 'all',
    task: { title: 'Again', attemptsMax: 100, backOff: { firstMs: 100, maxMs: 1_000 } },
  });
  if (!added.ok) return violate(`${client.name} could not add a schedule: ${added.code}`);
  while (!world.isCalm) await client.sleep(500);
  await client.call(operations.pauseSchedule, { scheduleId: added.output.id });
}
