import { operations } from '@mosaic/contract';
import type { Effect, IntentOf } from './effect.ts';

/** Makes the task claimable; the facts of its run follow from events. */
export const offer: Effect<IntentOf<'offer'>> = async ({ caller }, { taskId, brief }) => {
  await caller.call(operations.offerTask, { taskId, brief });
  return [];
};

/**
 * Takes an offer back.
 *
 * Once a runner took it up, that run's own facts follow instead, also when it is over
 * already and its events were not read yet: a result must not be thrown away.
 */
export const withdraw: Effect<IntentOf<'withdraw'>> = async ({ caller, clock }, intent) => {
  const { taskId, step, attempt } = intent;
  await caller.call(operations.withdrawTask, { taskId });
  const { items } = await caller.call(operations.listRuns, { taskId, limit: 500 });
  if (items.some((run) => run.step === step && run.attempt === attempt)) return [];
  return [{ type: 'withdrawn', taskId, step, attempt, at: clock.now() }];
};

/** Shows the mission's decision in the tasks module. */
export const settle: Effect<IntentOf<'settle'>> = async ({ caller, clock }, intent) => {
  const { taskId, version, status, commit, usedTokens, category } = intent;
  await caller.call(operations.settleTask, {
    taskId,
    status,
    commit,
    usedTokens,
    category,
    deferral: intent.deferral,
    skipReason: intent.skipReason,
    lastError: intent.lastError,
  });
  return [{ type: 'settled', taskId, version, at: clock.now() }];
};
