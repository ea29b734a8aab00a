import { operations } from '@mosaic/contract';
import { type CommandContext, command } from '../../../pipeline/handler.ts';
import { statement } from '../../../store/statement.ts';
import type { Writer } from '../../../store/store.ts';
import { messageLimits } from '../limits.ts';
import { manyRows } from '../many-rows.ts';
import { lastSeq } from '../statements.ts';
import { forgetDead, forgetSettled, forgetUnheard } from './statements.ts';

/** Messages of which no delivery is left. */
const forgetMessages = manyRows<{ id: string }>(
  'message.forgetMessages',
  0,
  1,
  (rows) => `delete from message where id in (${rows.replaceAll(/[()]/g, '')})
    and not exists (select 1 from message_delivery d where d.message_id = message.id)
    returning id`,
);

/** Forgets what was settled long ago; returns how many messages are gone. */
export async function forgetOld({ store, clock }: CommandContext): Promise<number> {
  const now = clock.now();
  const settledBefore = now - messageLimits.settledKeptMs;
  const deadBefore = now - messageLimits.deadKeptMs;
  const { sweepRowsMax } = messageLimits;
  const settled = await forgetSettled.all(store, [settledBefore, sweepRowsMax]);
  const dead = await forgetDead.all(store, [deadBefore, sweepRowsMax]);
  const forgotten = await forgetOrphans(store, [...settled, ...dead]);
  const unheard = await forgetUnheard.all(store, [settledBefore, now, sweepRowsMax]);
  return forgotten + unheard.length;
}

/** Bounds what one tenant keeps, however fast it sends: of too many, the oldest settled ones go. */
export const trimHandler = command(
  operations.trimMessages,
  async (context) => {
    context.quiet();
    let forgotten = 0;
    for (let tenant = ''; ; ) {
      const [next] = await nextTenant.all(context.store, [tenant]);
      if (next === undefined) return { forgotten };
      tenant = next.tenant;
      forgotten += await trimTenant(context.store, tenant);
    }
  },
  { isForAllTenants: true },
);

/** Each tenant is found by one step through the index. */
const nextTenant = statement<{ tenant: string }>(
  'message.nextTenant',
  'select tenant from message where tenant > $1 order by tenant limit 1',
);

/** Parameters: tenant, last number to go, how many. */
const trimDeliveries = statement<{ message_id: string }>(
  'message.trimDeliveries',
  `delete from message_delivery where id in (
     select d.id from message m join message_delivery d on d.message_id = m.id
     where m.tenant = $1 and m.seq <= $2 and d.state in ('acked', 'expired')
     order by m.seq limit $3)
   returning message_id`,
);

async function trimTenant(store: Writer, tenant: string): Promise<number> {
  const last = Number((await lastSeq.all(store, [tenant]))[0]?.seq ?? 0);
  const beyond = last - messageLimits.keptMax;
  if (beyond <= 0) return 0;
  const parameters = [tenant, beyond, messageLimits.trimRowsMax];
  return forgetOrphans(store, await trimDeliveries.all(store, parameters));
}

async function forgetOrphans(
  store: Writer,
  deliveries: readonly { message_id: string }[],
): Promise<number> {
  const ids = [...new Set(deliveries.map((row) => row.message_id))];
  const forgotten = await forgetMessages.all(
    store,
    [],
    ids.map((id) => [id]),
  );
  return forgotten.length;
}
