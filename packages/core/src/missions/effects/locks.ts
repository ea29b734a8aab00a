import { createHash } from 'node:crypto';
import { formatId, isMosaicError, operations } from '@mosaic/contract';
import type { SystemCaller } from '@mosaic/mcp';
import type { MissionFact } from '../rules/fact.ts';
import type { MissionState } from '../rules/state.ts';
import type { Effect, EffectContext, IntentOf } from './effect.ts';

/** How long a hold lives without the engine, in milliseconds: a restart must fit into it. */
const ttlMs = 60_000;

/**
 * Takes the locks of a task, all or none, without queueing: the shell asks again.
 *
 * The id of the hold follows from the task and the number of its try, so that a hold whose
 * fact was lost in a crash is found again instead of being in the way.
 */
export const takeLocks: Effect<IntentOf<'take_locks'>> = async (context, intent) => {
  const { caller, state, clock } = context;
  const { taskId, number, locks, owner } = intent;
  const ticket = holdIdOf(context, taskId, number);
  try {
    const { hold } = await caller.call(operations.acquireLock, {
      owner: `mission/${state.settings.missionId}/${owner}`,
      locks: locks.map(({ lockId, count, capacity }) => ({ lockId, count, capacity })),
      ttlMs,
      ticket,
    });
    return hold === null
      ? []
      : [{ type: 'locks_taken', taskId, number, holdId: ticket, at: clock.now() }];
  } catch (error) {
    if (!isMosaicError(error)) throw error;
    // A hold that lapsed while nobody knew of it: the next number gets a new one.
    if (error.code === 'lease_lost') {
      const at = clock.now();
      return [
        { type: 'locks_taken', taskId, number, holdId: ticket, at },
        { type: 'locks_lost', taskId, number, at },
      ];
    }
    if (error.code !== 'conflict') throw error;
    context.log.warn({ taskId, problem: error.message }, 'locks not taken; trying again');
    return [];
  }
};

export const releaseLocks: Effect<IntentOf<'release_locks'>> = async (context, intent) => {
  const { taskId, number, holdId } = intent;
  try {
    await context.caller.call(operations.releaseLock, { holdId });
  } catch (error) {
    // Over already, by its time or by somebody's hand.
    if (!isMosaicError(error) || error.code !== 'lease_lost') throw error;
  }
  return [{ type: 'locks_released', taskId, number, at: context.clock.now() }];
};

/** Keeps the holds of a mission alive; says which are lost. */
export async function renewHolds(
  caller: SystemCaller,
  { tasks }: MissionState,
  now: number,
): Promise<MissionFact[]> {
  const lost: MissionFact[] = [];
  for (const { id, hold } of tasks) {
    if (hold === null) continue;
    try {
      await caller.call(operations.renewLock, { holdId: hold.holdId, ttlMs });
    } catch (error) {
      if (!isMosaicError(error) || error.code !== 'lease_lost') throw error;
      lost.push({ type: 'locks_lost', taskId: id, number: hold.number, at: now });
    }
  }
  return lost;
}

/** How often holds are renewed, in milliseconds. */
export const renewMs = ttlMs / 6;

function holdIdOf({ createdAtMs }: EffectContext, taskId: string, number: number): string {
  const random = createHash('sha256').update(`${taskId} hold ${number}`).digest().subarray(0, 10);
  return formatId('hold', createdAtMs, random);
}
