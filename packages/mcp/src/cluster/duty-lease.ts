import { MosaicError } from '@mosaic/contract';
import type { Kysely } from 'kysely';
import type { Guard } from '../pipeline/guard.ts';
import type { Writer } from '../store/store.ts';
import { clusterLimits } from './limits.ts';
import type { ClusterTables } from './tables.ts';

/**
 * Takes or keeps a duty; the epoch when `holder` has it now, null when another node does.
 *
 * A clock that runs ahead can take a duty early. That costs nothing but a change of hands:
 * the epoch grows, and the one it was taken from is refused by {@link dutyGuard}.
 */
export async function holdDuty(
  store: Writer,
  name: string,
  holder: string,
  now: number,
): Promise<number | null> {
  const duties: Kysely<ClusterTables> = store;
  const expires_at = now + clusterLimits.dutyMs;
  const row = await duties
    .insertInto('duty')
    .values({ name, holder, epoch: 1, expires_at })
    .onConflict((conflict) =>
      conflict
        .column('name')
        .doUpdateSet((eb) => ({
          holder,
          expires_at,
          epoch: eb
            .case()
            .when('duty.holder', '=', holder)
            .then(eb.ref('duty.epoch'))
            .else(eb('duty.epoch', '+', 1))
            .end(),
        }))
        .where((eb) => eb.or([eb('duty.holder', '=', holder), eb('duty.expires_at', '<', now)])),
    )
    .returning('epoch')
    .executeTakeFirst();
  return row === undefined ? null : Number(row.epoch);
}

/** Frees what `holder` has; the next node that asks gets it, with a higher epoch. */
export async function freeDuties(store: Writer, holder: string): Promise<void> {
  const duties: Kysely<ClusterTables> = store;
  await duties.updateTable('duty').set({ expires_at: 0 }).where('holder', '=', holder).execute();
}

/**
 * Refuses to write under a duty that has passed to another node meanwhile.
 *
 * It looks at the epoch alone. A holder that is late but was not replaced goes on: nobody
 * else acts, and the one writer at a time of the store orders it before any successor.
 */
export function dutyGuard(name: string, holder: string, epoch: number): Guard {
  return async (store) => {
    const duties: Kysely<ClusterTables> = store;
    const row = await duties
      .selectFrom('duty')
      .select(['holder', 'epoch'])
      .where('name', '=', name)
      .executeTakeFirst();
    if (row?.holder === holder && Number(row.epoch) === epoch) return;
    throw new MosaicError(
      'lease_lost',
      `The duty ${name} has passed to another node. This one stops doing it.`,
      { details: { duty: name, epoch } },
    );
  };
}
