import type { CommandContext } from '../../pipeline/handler.ts';
import { block, countOff, countOn, unblock } from './end-statements.ts';
import type { Ledger } from './ledger.ts';
import { place } from './rules/place.ts';
import { laneOfRow } from './task-store.ts';

/** Tells what depends on these tasks that they are settled. Call it once for each, as it settles. */
export async function releaseDependents(
  context: CommandContext,
  ledger: Ledger,
  settled: readonly string[],
): Promise<void> {
  if (settled.length === 0) return;
  const counted = await countOff.all(context.store, [], settled);
  const met = counted.filter((row) => row.deps_left <= 0 && row.place === place.blocked);
  const ids = [...new Set(met.map(({ id }) => id))];
  for (const row of await unblock.all(context.store, [context.clock.now()], ids)) {
    ledger.move(laneOfRow(row), place.blocked, row.place);
  }
}

/** Tells what depends on a task that it is to be waited for again. */
export async function holdDependents(
  context: CommandContext,
  ledger: Ledger,
  taskId: string,
): Promise<void> {
  const counted = await countOn.all(context.store, [], [taskId]);
  const waiting = counted.filter((row) => row.place === place.ready || row.place === place.delayed);
  for (const row of waiting) ledger.move(laneOfRow(row), row.place, place.blocked);
  await block.all(
    context.store,
    [],
    waiting.map(({ id }) => id),
  );
}
