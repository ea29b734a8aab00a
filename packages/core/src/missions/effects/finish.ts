import { isMosaicError, operations } from '@mosaic/contract';
import { openVault, packVault, sweepVault } from '@mosaic/git';
import type { Effect, EffectContext, IntentOf } from './effect.ts';

/** The status follows from the facts; this one says that nothing more will. */
export const finish: Effect<IntentOf<'finish'>> = async (context, { status }) => {
  await freePlan(context, status);
  await tidyVault(context);
  return [{ type: 'finished', at: context.clock.now() }];
};

/** The plan may be changed and run again. */
async function freePlan(
  { caller, state }: EffectContext,
  status: IntentOf<'finish'>['status'],
): Promise<void> {
  const { plan, missionId } = state.settings;
  if (!plan) return;
  const outcome = status === 'completed' && plan.epicId === null ? 'done' : 'ended';
  try {
    await caller.call(operations.attachPlan, { planId: plan.planId, missionId, outcome });
  } catch (error) {
    // Somebody removed it by force; there is nothing to free.
    if (!isMosaicError(error) || error.code !== 'not_found') throw error;
  }
}

/** No run of the mission is left that could be in the middle of something there. */
async function tidyVault({ vaultDirectory, log }: EffectContext): Promise<void> {
  try {
    const vault = await openVault(vaultDirectory);
    await sweepVault(vault);
    await packVault(vault);
  } catch (error) {
    // A mission that never got as far as a vault has nothing to tidy; no untidy one stays open.
    if (isMosaicError(error) && error.code === 'not_found') return;
    log.warn({ err: error }, 'vault not packed');
  }
}
