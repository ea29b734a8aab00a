import type { Effect, IntentOf } from './effect.ts';

/** The status follows from the facts; this one says that nothing more will. */
export const finish: Effect<IntentOf<'finish'>> = async ({ clock }) => [
  { type: 'finished', at: clock.now() },
];
