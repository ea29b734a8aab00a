import type { CommandContext } from '../../../pipeline/handler.ts';
import { statement } from '../../../store/statement.ts';
import type { Writer } from '../../../store/store.ts';
import { messageLimits } from '../limits.ts';
import { manyRows } from '../many-rows.ts';
import { lastSeq } from '../statements.ts';
import { forgetDeliveries, forgetUnheard } from './statements.ts';

/** Messages of which no delivery is left. */
const forgetMessages = manyRows<{ id: string }>(
  'message.forgetMessages',
  1,
  1,
  (rows) => `delete from message where tenant = $1 and id in (${rows.replaceAll(/[()]/g, '')})
    and not exists (select 1 from message_delivery d where d.message_id = message.id)
    returning id`,
);

const sentAt = statement<{ sent_at: number }>(
  'message.sentAt',
  'select sent_at from message where tenant = $1 and seq <= $2 order by seq desc limit 1',
);

/** When the newest message beyond the number of those kept was sent; 0 while there are not so many. */
async function tooManySince(store: Writer, tenant: string): Promise<number> {
  const last = Number((await lastSeq.all(store, [tenant]))[0]?.seq ?? 0);
  const beyond = last - messageLimits.settledKeptMax;
  if (beyond <= 0) return 0;
  return Number((await sentAt.all(store, [tenant, beyond]))[0]?.sent_at ?? 0);
}

/** Forgets what was settled long ago; returns how many messages are gone. */
export async function forgetOld({ store, principal, clock }: CommandContext): Promise<number> {
  const { tenant } = principal;
  const now = clock.now();
  const settledBefore = Math.max(
    now - messageLimits.settledKeptMs,
    await tooManySince(store, tenant),
  );
  const deadBefore = now - messageLimits.deadKeptMs;
  const { sweepRowsMax } = messageLimits;
  const rows = await forgetDeliveries.all(store, [tenant, settledBefore, deadBefore, sweepRowsMax]);
  const ids = [...new Set(rows.map((row) => row.message_id))];
  const forgotten = await forgetMessages.all(
    store,
    [tenant],
    ids.map((id) => [id]),
  );
  const unheard = await forgetUnheard.all(store, [tenant, settledBefore, now, sweepRowsMax]);
  return forgotten.length + unheard.length;
}
